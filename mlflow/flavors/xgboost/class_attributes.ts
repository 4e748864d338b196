import { Tensor } from "../../../frame/mod.ts";
import { ModelError } from "../../errors.ts";
import { parseJsonText } from "./json_text.ts";
import { Section } from "./section.ts";

/** What the scikit-learn classes of XGBoost before 2.1 wrote to a model beside the booster. */
export interface ClassAttributes {
  /** A number that stands for a missing value, beside NaN. */
  readonly missing?: number;
  /** The labels of the classes, where a label encoder of XGBoost before 1.6 made numbers of them. */
  readonly labels?: Tensor;
}

/**
 * Reads the attribute `scikit_learn` of a model.
 *
 * @param text Its text: a JSON object, empty if there is none.
 * @param model The number of classes that labels must be for.
 * @throws {ModelError} If it is not such a text, or there are more or fewer labels.
 */
export function readClassAttributes(
  text: string,
  model: { readonly classes: number },
): ClassAttributes {
  if (text === "") return {};
  const attributes = new Section(parse(text), "scikit_learn");
  const missing = attributes.has("missing")
    ? attributes.number("missing")
    : undefined;
  const encoder = attributes.optional("_le");
  const labels = encoder.has("classes_")
    ? labelsOf(encoder.list("classes_"))
    : undefined;
  if (labels !== undefined && labels.data.length !== model.classes) {
    throw new ModelError(
      `Cannot read the model: its attribute "scikit_learn" has ${labels.data.length} labels for ${model.classes} classes`,
    );
  }
  return {
    ...(missing === undefined ? {} : { missing }),
    ...(labels === undefined ? {} : { labels }),
  };
}

function parse(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch (cause) {
    throw new ModelError(
      'Cannot read the model: its attribute "scikit_learn" is broken JSON',
      { cause },
    );
  }
}

/** As numpy makes an array of the list. */
function labelsOf(list: readonly unknown[]): Tensor {
  const shape = [list.length];
  if (list.every((label) => Number.isSafeInteger(label))) {
    const data = BigInt64Array.from(list, (label) => BigInt(Number(label)));
    return new Tensor("int64", shape, data);
  }
  if (list.every((label) => typeof label === "number")) {
    return new Tensor("float64", shape, Float64Array.from(list));
  }
  if (list.every((label) => typeof label === "boolean")) {
    return new Tensor("bool", shape, Uint8Array.from(list, Number));
  }
  if (list.every((label) => typeof label === "string")) {
    return new Tensor("str", shape, list);
  }
  throw new ModelError(
    'Cannot read the model: the labels in its attribute "scikit_learn" are of several kinds',
  );
}
