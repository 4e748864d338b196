import { cellText, type Echo } from "./echo.ts";

type Json = Readonly<Record<string, unknown>>;

/** What an echo model in Python said that it was asked with, in the terms of {@linkcode Echo}. */
export function goldenEcho(answer: unknown): Echo {
  return echoOf(record(record(answer).got));
}

/** The parameters that an echo model in Python was given; nothing and no parameters are the same. */
export function goldenParams(answer: unknown): Record<string, string> {
  const { params } = record(answer);
  if (params === null) return {};
  return Object.fromEntries(
    Object.entries(record(record(params).items)).map(([name, item]) => [
      name,
      paramText(record(item)),
    ]),
  );
}

function echoOf(got: Json): Echo {
  switch (got.kind) {
    case "DataFrame": {
      const rows = got.values as readonly (readonly string[])[];
      const dtypes = got.dtypes as readonly string[];
      const columns = (got.columns as readonly unknown[]).map(String);
      return {
        kind: "DataFrame",
        columns,
        dtypes,
        cells: dtypes.map((dtype, i) =>
          rows.map((row) => reprText(row[i]!, dtype))
        ),
      };
    }
    case "ndarray": {
      const dtype = String(got.dtype);
      const shape = got.shape as readonly number[];
      const nested = parseRepr(String(got.values));
      return {
        kind: "ndarray",
        dtype: dtype.startsWith("<U") ? "str" : dtype,
        shape,
        elements: [nested].flat(shape.length).slice(0).map((element) =>
          cellText(element, dtype)
        ),
      };
    }
    case "dict": {
      const items = record(got.items);
      const isNamed = Object.values(items).every((item) =>
        record(item).kind === "ndarray"
      );
      if (!isNamed) return { kind: "plain", value: cellText(plainOf(got)) };
      return {
        kind: "dict",
        items: Object.fromEntries(
          Object.entries(items).map(([name, item]) => [
            name,
            echoOf(record(item)),
          ]),
        ),
      };
    }
    default:
      return { kind: "plain", value: cellText(plainOf(got)) };
  }
}

function plainOf(got: Json): unknown {
  switch (got.kind) {
    case "dict":
      return Object.fromEntries(
        Object.entries(record(got.items)).map(([name, item]) => [
          name,
          plainOf(record(item)),
        ]),
      );
    case "list":
      return (got.items as readonly unknown[]).map((item) =>
        plainOf(record(item))
      );
    case "ndarray":
      return parseRepr(String(got.values));
    default:
      return parseRepr(String(got.value));
  }
}

function paramText(item: Json): string {
  if (item.kind === "date" || item.kind === "datetime") {
    const [year, month, ...rest] = String(item.value).match(/\d+/g)!.map(
      Number,
    );
    return `ts:${Date.UTC(year!, month! - 1, ...rest)}`;
  }
  if (item.kind === "list") {
    const items = item.items as readonly unknown[];
    return `[${items.map((item) => paramText(record(item))).join(", ")}]`;
  }
  return cellText(parseRepr(String(item.value)));
}

function reprText(repr: string, dtype: string): string {
  if (dtype === "datetime64[ns]") {
    if (repr === "None" || repr === "NaT") return "None";
    const time = /Timestamp\('(.*)'\)/.exec(repr)?.[1];
    return `ts:${
      time === undefined
        ? Number(BigInt(repr) / 1_000_000n) +
          Number(BigInt(repr) % 1_000_000n) / 1e6
        : Date.parse(`${time.replace(" ", "T")}Z`)
    }`;
  }
  return cellText(parseRepr(repr), dtype);
}

/** A value from the text that Python prints of it. */
function parseRepr(repr: string): unknown {
  const parser = new ReprParser(repr);
  return parser.value();
}

class ReprParser {
  #rest: string;

  constructor(repr: string) {
    this.#rest = repr
      .replace(/np\.\w+\(([^()]*)\)/g, "$1")
      .replace(/^array\((.*), dtype=object\)$/, "$1")
      .replace(/^array\((.*)\)$/, "$1");
  }

  value(): unknown {
    this.#rest = this.#rest.trimStart();
    const bytes = /^b'((?:[^'\\]|\\.)*)'/.exec(this.#rest);
    if (bytes !== null) {
      this.#skip(bytes[0]);
      return Uint8Array.from(unescape(bytes[1]!), (c) => c.charCodeAt(0));
    }
    const text = /^'((?:[^'\\]|\\.)*)'/.exec(this.#rest);
    if (text !== null) {
      this.#skip(text[0]);
      return unescape(text[1]!);
    }
    if (this.#rest.startsWith("[")) return this.#items("]", () => this.value());
    if (this.#rest.startsWith("{")) {
      return Object.fromEntries(this.#items("}", () => {
        const key = String(this.value());
        this.#rest = this.#rest.trimStart().slice(1);
        return [key, this.value()];
      }));
    }
    const word = /^[^,\]}\s]+/.exec(this.#rest)?.[0] ?? "";
    this.#skip(word);
    return wordValue(word);
  }

  #items<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    this.#skip("[");
    while (!this.#rest.trimStart().startsWith(end)) {
      items.push(item());
      this.#rest = this.#rest.trimStart().replace(/^,/, "");
    }
    this.#rest = this.#rest.trimStart().slice(1);
    return items;
  }

  #skip(text: string): void {
    this.#rest = this.#rest.slice(text.length);
  }
}

function unescape(text: string): string {
  return text
    .replace(
      /\\x([0-9a-f]{2})/g,
      (_, hex) => String.fromCharCode(parseInt(hex, 16)),
    )
    .replace(/\\(.)/g, "$1");
}

function wordValue(word: string): unknown {
  switch (word) {
    case "True":
      return true;
    case "False":
      return false;
    case "None":
    case "nan":
    case "NaT":
      return null;
    case "inf":
      return Infinity;
    case "-inf":
      return -Infinity;
    default:
      return /^-?\d+$/.test(word) ? BigInt(word) : Number(word);
  }
}

function record(value: unknown): Json {
  if (typeof value === "object" && value !== null) return value as Json;
  throw new TypeError(`Expected an object, got ${typeof value}`);
}
