import { ModelError } from "../../errors.ts";
import { Section } from "./section.ts";

/**
 * Reads the category texts that XGBoost keeps since 3.1, to find the code of a
 * text in a request. Categories that are numbers need none: a number in a
 * request is the code itself, as in the library.
 *
 * @param booster `learner.gradient_booster` of the file.
 * @returns The codes by text, by the number of the column.
 * @throws {ModelError} If the lists do not fit together.
 */
export function readCategories(
  booster: Section,
): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const model = (booster.has("gbtree") ? booster.section("gbtree") : booster)
    .optional("model");
  const cats = model.optional("cats");
  const result = new Map<number, ReadonlyMap<string, number>>();
  if (!cats.has("enc")) return result;
  const columns = cats.list("enc");
  for (let column = 0; column < columns.length; column++) {
    const section = new Section(columns[column], `${cats.path}.enc[${column}]`);
    const codes = section.has("offsets") ? codesOf(section) : undefined;
    if (codes !== undefined && codes.size > 0) result.set(column, codes);
  }
  return result;
}

function codesOf(section: Section): Map<string, number> {
  const offsets = section.int32s("offsets");
  const bytes = Uint8Array.from(section.int32s("values"));
  const codes = new Map<string, number>();
  const decoder = new TextDecoder();
  for (let code = 0; code + 1 < offsets.length; code++) {
    const begin = offsets[code]!;
    const end = offsets[code + 1]!;
    if (begin < 0 || end < begin || end > bytes.length) {
      throw new ModelError(
        `Cannot read the model: category ${code} of "${section.path}" does not fit its list`,
      );
    }
    codes.set(decoder.decode(bytes.subarray(begin, end)), code);
  }
  return codes;
}
