import type { SeededRandom } from "../../tools/seeded_random.ts";

/** A column or an array of a signature, as `MLmodel` writes it. */
export interface RandomSpec {
  readonly name?: string;
  readonly type: string;
  readonly required?: boolean;
  readonly items?: { readonly type: string };
  readonly values?: { readonly type: string };
  readonly properties?: Readonly<Record<string, { readonly type: string }>>;
  readonly "tensor-spec"?: {
    readonly dtype: string;
    readonly shape: readonly number[];
  };
}

/** A parameter of a signature. */
export interface RandomParam {
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  readonly shape: readonly number[] | null;
}

/** A signature before its parts are texts. */
export interface RandomSignature {
  readonly inputs: readonly RandomSpec[];
  readonly params: readonly RandomParam[] | undefined;
}

/** The scalar types of columns. */
export const SCALARS = [
  "boolean",
  "integer",
  "long",
  "float",
  "double",
  "string",
  "binary",
  "datetime",
] as const;

const DTYPES = [
  "float64",
  "float32",
  "int64",
  "int32",
  "uint8",
  "bool",
  "str",
] as const;
const NAMES = ["a", "b", "c d", "é", "e"] as const;

const PARAMS: readonly RandomParam[] = [
  { name: "i", type: "integer", default: 1, shape: null },
  { name: "l", type: "long", default: 2, shape: null },
  { name: "d", type: "double", default: 0.5, shape: null },
  { name: "s", type: "string", default: "x", shape: null },
  { name: "f", type: "boolean", default: true, shape: null },
  { name: "ds", type: "double", default: [0.5, 1.5], shape: [-1] },
  { name: "t", type: "datetime", default: "2023-07-01", shape: null },
];

/** One of a list. */
export function oneOf<T>(random: SeededRandom, from: readonly T[]): T {
  const chosen = from[random.below(from.length)];
  if (chosen === undefined) throw new RangeError("Nothing to choose from");
  return chosen;
}

/** Whether something happens that does in a part of all cases. */
export function happens(random: SeededRandom, part: number): boolean {
  return random.next() < part;
}

/** A signature, or none. */
export function randomSignature(
  random: SeededRandom,
): RandomSignature | undefined {
  const kind = random.next();
  if (kind < 0.08) return undefined;
  const params = happens(random, 0.3)
    ? PARAMS.filter(() => happens(random, 0.5))
    : [];
  return {
    inputs: randomInputs(random, kind),
    params: params.length === 0 ? undefined : params,
  };
}

/** A signature as `MLmodel` has it. */
export function signatureTexts(
  signature: RandomSignature,
): Readonly<Record<string, string>> {
  const { inputs, params } = signature;
  return {
    inputs: JSON.stringify(inputs),
    ...(params === undefined ? {} : { params: JSON.stringify(params) }),
  };
}

function randomInputs(
  random: SeededRandom,
  kind: number,
): readonly RandomSpec[] {
  const names = NAMES.slice(0, 1 + random.below(NAMES.length));
  if (kind < 0.2) return [tensorSpec(random)];
  if (kind < 0.32) {
    return names.map((name) => ({ name, ...tensorSpec(random) }));
  }
  if (kind < 0.4) {
    const type = oneOf(random, SCALARS.slice(0, 6));
    return names.map(() => ({ type, required: true }));
  }
  const plain = kind < 0.85 ? 1 : 0.5;
  return names.map((name) => ({
    name,
    ...(happens(random, plain)
      ? { type: oneOf(random, SCALARS) }
      : nestedSpec(random)),
    required: !happens(random, 0.2),
  }));
}

function tensorSpec(random: SeededRandom): RandomSpec {
  const shape = oneOf(random, [[-1], [-1, 1], [-1, 3], [-1, -1], [-1, 2, 2]]);
  return {
    type: "tensor",
    "tensor-spec": { dtype: oneOf(random, DTYPES), shape },
  };
}

function nestedSpec(random: SeededRandom): RandomSpec {
  const type = oneOf(random, ["long", "double", "string", "boolean"]);
  switch (random.below(4)) {
    case 0:
      return { type: "array", items: { type } };
    case 1:
      return { type: "map", values: { type } };
    case 2:
      return {
        type: "object",
        properties: { k: { type }, n: { type: "string" } },
      };
    default:
      return { type: "any" };
  }
}
