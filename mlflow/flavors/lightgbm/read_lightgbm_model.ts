import { ModelError } from "../../errors.ts";
import type { LightgbmModel } from "./lightgbm_model.ts";
import { transformOf } from "./transform.ts";
import { readPandasCategories } from "./pandas_categories.ts";
import { readTrees } from "./read_trees.ts";
import { endOfLine, TextBlock } from "./text_block.ts";

/** What stands after the trees, in newer and older files. */
const AFTER_TREES = [
  "end of trees",
  "feature importances",
  "feature_importances",
];

/** The most outputs that a model may have. */
const MAX_OUTPUTS = 1 << 20;

/**
 * Reads a LightGBM model from its text, formats v2 to v4.
 *
 * @param text The whole file.
 * @throws {ModelError} If it is not such a text, or its parts do not fit together.
 */
export function readLightgbmModel(text: string): LightgbmModel {
  if (!text.startsWith("tree\n") && !text.startsWith("tree\r\n")) {
    throw new ModelError(
      'Cannot read the LightGBM model: its first line is not "tree"',
    );
  }
  const head = new TextBlock(text, "the head");
  let at = head.addLines(0);
  const trees: TextBlock[] = [];
  while (at < text.length) {
    const end = endOfLine(text, at);
    if (text.startsWith("Tree=", at)) {
      const tree = new TextBlock(text, `tree ${trees.length}`);
      trees.push(tree);
      at = tree.addLines(end + 1);
    } else if (text.slice(at, end).trimEnd() === "") at = end + 1;
    else break;
  }
  if (!AFTER_TREES.some((line) => text.startsWith(line, at))) {
    throw new ModelError(
      `Cannot read the LightGBM model: the text ends or breaks after ${trees.length} trees, expected "end of trees"`,
    );
  }
  const outputs = head.count("num_tree_per_iteration", head.count("num_class"));
  const featureNames = head.string("feature_names").split(" ");
  const features = head.count("max_feature_idx") + 1;
  checkHead({ outputs, features, names: featureNames.length });
  const objective = head.string("objective", "");
  return {
    format: head.string("version", "v2"),
    objective,
    transform: transformOf(objective),
    featureNames,
    isAverage: head.has("average_output"),
    forest: readTrees(trees, { features, outputs }),
    categories: readPandasCategories(text.slice(at), {
      infos: head.string("feature_infos", "").split(" "),
    }),
  };
}

function checkHead(
  head: {
    readonly outputs: number;
    readonly features: number;
    readonly names: number;
  },
): void {
  if (head.outputs < 1 || head.outputs > MAX_OUTPUTS) {
    throw new ModelError(
      `Cannot read the LightGBM model: it has ${head.outputs} trees a round, expected 1 to ${MAX_OUTPUTS}`,
    );
  }
  if (head.features !== head.names) {
    throw new ModelError(
      `Cannot read the LightGBM model: it has ${head.names} feature names for ${head.features} columns`,
    );
  }
}
