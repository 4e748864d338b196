import { ModelError } from "../../errors.ts";
import { isSince } from "./is_since.ts";
import { Section } from "./section.ts";

/** The codes of a column's categories: all of them texts, or all of them integers. */
export type CategoryCodes = ReadonlyMap<string | number, number>;

/**
 * Reads the categories that XGBoost keeps since 3.1, to find the code of a
 * value in a request.
 *
 * @param booster `learner.gradient_booster` of the file.
 * @param version The XGBoost that wrote the file.
 * @returns The codes by category, by the number of the column.
 * @throws {ModelError} If the lists do not fit together, or the texts are damaged.
 */
export function readCategories(
  booster: Section,
  version: readonly number[],
): ReadonlyMap<number, CategoryCodes> {
  const model = (booster.has("gbtree") ? booster.section("gbtree") : booster)
    .optional("model");
  const cats = model.optional("cats");
  const result = new Map<number, CategoryCodes>();
  if (!cats.has("enc")) return result;
  const columns = cats.list("enc");
  for (let column = 0; column < columns.length; column++) {
    const section = new Section(columns[column], `${cats.path}.enc[${column}]`);
    const codes = section.has("offsets")
      ? codesOfTexts(section, version)
      : codesOfIntegers(section);
    if (codes.size > 0) result.set(column, codes);
  }
  return result;
}

function codesOfIntegers(section: Section): CategoryCodes {
  if (!section.has("values")) return new Map();
  const values = section.list("values");
  return new Map(values.map((value, code) => {
    const number = typeof value === "bigint" ? Number(value) : value;
    if (Number.isSafeInteger(number)) return [number as number, code];
    throw new ModelError(
      `Cannot read the model: category ${code} of "${section.path}" is not an integer that a request can name`,
    );
  }));
}

function codesOfTexts(
  section: Section,
  version: readonly number[],
): CategoryCodes {
  const offsets = section.int32s("offsets");
  const bytes = Uint8Array.from(section.int32s("values"));
  refuseCharacterOffsets(bytes, version, section);
  const codes = new Map<string, number>();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let code = 0; code + 1 < offsets.length; code++) {
    const begin = offsets[code]!;
    const end = offsets[code + 1]!;
    if (begin < 0 || end < begin || end > bytes.length) {
      throw new ModelError(
        `Cannot read the model: category ${code} of "${section.path}" does not fit its list`,
      );
    }
    try {
      codes.set(decoder.decode(bytes.subarray(begin, end)), code);
    } catch (cause) {
      throw new ModelError(
        `Cannot read the model: category ${code} of "${section.path}" is not text in UTF-8; ${SAVE_AGAIN}`,
        { cause },
      );
    }
  }
  return codes;
}

const SAVE_AGAIN =
  "train it again with XGBoost 3.4 or later, or with category texts in ASCII";

/**
 * XGBoost 3.1 to 3.3 counted the offsets of the texts in characters and cut
 * the bytes there, so that beyond ASCII a text is another one, or a part of it.
 */
function refuseCharacterOffsets(
  bytes: Uint8Array,
  version: readonly number[],
  section: Section,
): void {
  if (isSince(version, [3, 4]) || bytes.every((byte) => byte < 0x80)) return;
  throw new ModelError(
    `Cannot read the model: XGBoost ${
      version.join(".")
    } cut the category texts of "${section.path}", which are not all ASCII; ${SAVE_AGAIN}`,
  );
}
