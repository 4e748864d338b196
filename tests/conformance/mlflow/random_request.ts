import type { SeededRandom } from "../../tools/seeded_random.ts";
import {
  happens,
  oneOf,
  type RandomParam,
  type RandomSignature,
  type RandomSpec,
} from "./random_signature.ts";

/** A request to `/invocations`. */
export interface RandomRequest {
  readonly contentType: string;
  readonly body: string;
}

/** Values in JSON that suit a type. */
const SUITABLE: Readonly<Record<string, readonly string[]>> = {
  boolean: ["true", "false"],
  integer: ["0", "7", "-12", "2147483647"],
  long: ["1", "-40", "9007199254740993", "1600000000000"],
  float: ["1.5", "0.1", "-2.25", "3"],
  double: ["0.1", "5.1", "-1e-7", "12345.678", "2"],
  string: ['"x"', '"caf\\u00e9"', '"a b"', '"95120"', '""'],
  binary: ['"QUI="', '"AQIDBA=="'],
  datetime: ['"2021-01-01"', '"2021-02-03T04:05:06"'],
};
const DTYPE_TYPES: Readonly<Record<string, string>> = {
  float64: "double",
  float32: "float",
  int64: "long",
  int32: "integer",
  uint8: "integer",
  bool: "boolean",
  str: "string",
};
/** Values that suit few. */
const ODD: readonly string[] = [
  ...["null", "null", "true", "0", "1", "-1", "1.0", "1.5", "1e300", "NaN"],
  ...["2147483648", "9007199254740993", '"1"', '"1.5"', '"x"', '""'],
  ...['"2021-01-01"', '"QUI="', "[1, 2]", '{"k": 1}', "12"],
];
const CSV_ODD: readonly string[] = ["", "NA", "x", "1.5", "true", "7", '"q,"'];

/** A request for a signature; most suit it. */
export function randomRequest(
  random: SeededRandom,
  signature: RandomSignature | undefined,
): RandomRequest {
  // Each request is spoiled to its own degree, so that most are not.
  const oddness = oneOf(random, [0, 0, 0, 0.03, 0.2]);
  const specs = signature?.inputs ?? GUESSED;
  if (happens(random, 0.1)) return csvRequest(random, specs, oddness);
  const format = oneOf(random, FORMATS);
  const fields = [`"${format}": ${formatted(random, format, specs, oddness)}`];
  if (happens(random, 0.3)) {
    fields.push(`"params": ${paramsText(random, signature?.params, oddness)}`);
  }
  if (happens(random, 0.01)) fields.push('"inputs": [[1]]');
  if (happens(random, 0.02)) fields.push('"other": 1');
  const body = `{${fields.join(", ")}}`;
  return {
    contentType: oneOf(random, JSON_TYPES),
    body: happens(random, 0.01) ? body.slice(0, -1) : body,
  };
}

const FORMATS = [
  "dataframe_split",
  "dataframe_records",
  "instances",
  "inputs",
] as const;
const JSON_TYPES = [
  ...Array.from({ length: 20 }, () => "application/json"),
  "application/json; charset=UTF-8",
  "application/json; charset=latin-1",
  "application/json; format=pandas-split",
  "text/plain",
];
const GUESSED: readonly RandomSpec[] = [
  { name: "a", type: "double" },
  { name: "b", type: "long" },
  { name: "c", type: "string" },
];

function formatted(
  random: SeededRandom,
  format: typeof FORMATS[number],
  all: readonly RandomSpec[],
  oddness: number,
): string {
  const specs = spoiledSpecs(random, all, oddness);
  const names = specs.map((spec, i) => JSON.stringify(spec.name ?? String(i)));
  const rowCount = happens(random, oddness / 4) ? 0 : 1 + random.below(3);
  const rows = Array.from(
    { length: rowCount },
    () => specs.map((spec) => rowCell(random, spec, oddness)),
  );
  const records = rows.map((row) =>
    `{${row.map((cell, i) => `${names[i]}: ${cell}`).join(", ")}}`
  );
  switch (format) {
    case "dataframe_split": {
      const data = `"data": ${listText(rows.map(listText))}`;
      if (all[0]?.name === undefined && happens(random, 0.6)) {
        return `{${data}}`;
      }
      const index = happens(random, 0.2)
        ? `"index": [${rows.map((_, i) => i)}], `
        : "";
      return `{"columns": ${listText(names)}, ${index}${data}}`;
    }
    case "dataframe_records":
      return listText(records);
    case "instances":
    case "inputs": {
      const [only] = specs;
      const bare = only !== undefined && only.name === undefined;
      if (bare && only["tensor-spec"] !== undefined) {
        return listText(rows.map(([cell]) => cell ?? "1"));
      }
      if (bare || happens(random, 0.05)) return listText(rows.map(listText));
      if (format === "instances" || happens(random, 0.3)) {
        return listText(records);
      }
      const columns = names.map((name, i) =>
        `${name}: ${listText(rows.map((row) => row[i] ?? "1"))}`
      );
      return `{${columns.join(", ")}}`;
    }
  }
}

function spoiledSpecs(
  random: SeededRandom,
  specs: readonly RandomSpec[],
  oddness: number,
): readonly RandomSpec[] {
  const kept = specs.filter((spec) =>
    !happens(random, spec.required === false ? 0.5 : oddness / 4)
  );
  if (happens(random, 0.04 + oddness / 4)) {
    const extra = { type: "double" };
    kept.push(specs[0]?.name === undefined ? extra : { name: "zz", ...extra });
  }
  return happens(random, 0.15) ? kept.reverse() : kept;
}

function rowCell(
  random: SeededRandom,
  spec: RandomSpec,
  oddness: number,
): string {
  const tensor = spec["tensor-spec"];
  if (tensor !== undefined) {
    const type = DTYPE_TYPES[tensor.dtype] ?? "double";
    return nested(random, { type, shape: tensor.shape.slice(1), oddness });
  }
  return cellText(random, spec, oddness);
}

function nested(
  random: SeededRandom,
  cell: {
    readonly type: string;
    readonly shape: readonly number[];
    readonly oddness: number;
  },
): string {
  const { type, shape, oddness } = cell;
  const [size, ...rest] = shape;
  if (size === undefined) return cellText(random, { type }, oddness);
  const length = size === -1
    ? 2
    : size + (happens(random, oddness / 6) ? 1 : 0);
  return listText(
    Array.from(
      { length },
      () => nested(random, { type, shape: rest, oddness }),
    ),
  );
}

function cellText(
  random: SeededRandom,
  spec: RandomSpec,
  oddness: number,
): string {
  if (happens(random, oddness)) return oneOf(random, ODD);
  const value = (type: string) => cellText(random, { type }, oddness);
  switch (spec.type) {
    case "array": {
      const type = spec.items?.type ?? "long";
      return listText(
        Array.from({ length: 1 + random.below(3) }, () => value(type)),
      );
    }
    case "map":
      return `{"p": ${value(spec.values?.type ?? "long")}}`;
    case "object": {
      const properties = Object.entries(spec.properties ?? {}).filter(() =>
        !happens(random, oddness)
      );
      return `{${
        properties.map(([name, { type }]) => `"${name}": ${value(type)}`)
          .join(", ")
      }}`;
    }
    case "any":
      return oneOf(random, ODD);
    default:
      return oneOf(random, SUITABLE[spec.type] ?? ODD);
  }
}

function paramsText(
  random: SeededRandom,
  params: readonly RandomParam[] | undefined,
  oddness: number,
): string {
  if (happens(random, oddness / 4)) return oneOf(random, ODD);
  const given = (params ?? []).filter(() => happens(random, 0.6));
  const fields = given.map(({ name, type, shape }) => {
    const value = () => cellText(random, { type }, oddness);
    return `"${name}": ${
      shape === null || happens(random, oddness)
        ? value()
        : listText([value(), value()])
    }`;
  });
  if (happens(random, 0.1)) fields.push('"unknown": 1');
  return `{${fields.join(", ")}}`;
}

function csvRequest(
  random: SeededRandom,
  all: readonly RandomSpec[],
  oddness: number,
): RandomRequest {
  const specs = spoiledSpecs(random, all, oddness);
  const header = specs.map(({ name }, i) => name ?? String(i)).join(",");
  const lines = Array.from(
    { length: 1 + random.below(3) },
    () => specs.map((spec) => csvCell(random, spec, oddness)).join(","),
  );
  return {
    contentType: happens(random, 0.2) ? "text/csv; charset=utf-8" : "text/csv",
    body: [header, ...lines, ""].join("\n"),
  };
}

function csvCell(
  random: SeededRandom,
  spec: RandomSpec,
  oddness: number,
): string {
  if (happens(random, oddness)) return oneOf(random, CSV_ODD);
  const cell: unknown = JSON.parse(
    rowCell(random, spec, 0).replaceAll("NaN", "null"),
  );
  return typeof cell === "string"
    ? cell
    : `"${JSON.stringify(cell).replaceAll('"', '""')}"`;
}

function listText(items: readonly string[]): string {
  return `[${items.join(", ")}]`;
}
