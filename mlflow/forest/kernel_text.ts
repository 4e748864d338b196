/** How the nodes of a kernel lie in memory. */
export interface NodeLayout {
  /** What the functions are called after. */
  readonly name: "narrow" | "wide" | "double";
  /** The type of thresholds and of the values of rows. */
  readonly type: "f32" | "f64";
  /** The size of a node, as a power of two. */
  readonly shift: number;
  /** Whether the column and the child are half a word each. */
  readonly isNarrow: boolean;
}

/** The layouts of a node: its threshold, its column in bytes, its child, counted from the root. */
export const NODE_LAYOUTS: readonly NodeLayout[] = [
  { name: "narrow", type: "f32", shift: 3, isNarrow: true },
  { name: "wide", type: "f32", shift: 4, isNarrow: false },
  { name: "double", type: "f64", shift: 4, isNarrow: false },
];

/** How many walks go on at once: each waits for memory, not for the others. */
export const WALKS_AT_ONCE = 8;

const WALKS = Array.from({ length: WALKS_AT_ONCE }, (_, walk) => walk);

/** A function of the kernel. */
interface Variant {
  readonly layout: NodeLayout;
  /** Many rows down one tree until all stay, or so many steps; one row down many trees. */
  readonly kind: "rows" | "steps" | "trees";
  /** Whether values may be missing. */
  readonly misses: boolean;
}

/**
 * The kernel's text, as WebAssembly is written: for each layout a function that
 * walks many rows down one tree until all stay (`rows`), or so many steps
 * (`steps`), and one that walks one row down many trees (`trees`), eight at a
 * time; each also for values of which some may be missing (`…_missing`). Every
 * step is the same for all nodes: the next one is the child, or the one after it
 * where the value is not less than the threshold, or is missing and missing
 * values go right. A leaf is its own child, with a threshold that nothing is
 * compared to: a walk stays there.
 *
 * They take addresses: of the root or the roots, the first row, how far rows are
 * apart, how many walks there are (a multiple of eight), where the places of
 * leaves are written, the bytes that say where missing values go, and how many
 * steps there are.
 *
 * @returns The text.
 */
export function kernelText(): string {
  const functions = NODE_LAYOUTS.flatMap((layout) =>
    (["rows", "steps", "trees"] as const).flatMap((kind) =>
      [false, true].map((misses) => functionText({ layout, kind, misses }))
    )
  );
  return `(module\n(memory (export "memory") 1)\n${functions.join("\n")})\n`;
}

function functionText(variant: Variant): string {
  const { layout, kind, misses } = variant;
  const suffix = misses ? "_missing" : "";
  const begin = WALKS.map((k) =>
    kind === "trees"
      ? `(local.set $r${k} (local.get $row))
(local.set $b${k} (i32.load offset=${4 * k} (local.get $root)))`
      : `(local.set $r${k} (i32.add (local.get $row) (i32.mul (local.get $stride) (i32.const ${k}))))
(local.set $b${k} (local.get $root))`
  );
  const advance = kind === "trees"
    ? `(local.set $root (i32.add (local.get $root) (i32.const ${
      4 * WALKS_AT_ONCE
    })))`
    : `(local.set $row (i32.add (local.get $row) (i32.mul (local.get $stride) (i32.const ${WALKS_AT_ONCE}))))`;
  const stores = WALKS.map((k) =>
    `(i32.store offset=${
      4 * k
    } (local.get $leaves) (i32.shr_u (i32.sub (local.get $n${k}) (local.get $b${k})) (i32.const ${layout.shift})))`
  );
  return `(func (export "${layout.name}_${kind}${suffix}")
(param $root i32) (param $row i32) (param $stride i32) (param $count i32) (param $leaves i32) (param $sides i32) (param $steps i32)
(local $left i32)
${WALKS.map((k) => localsText(layout, k)).join("\n")}
(loop $group
${begin.join("\n")}
${walksText(variant)}
${stores.join("\n")}
${advance}
(local.set $leaves (i32.add (local.get $leaves) (i32.const ${
    4 * WALKS_AT_ONCE
  })))
(br_if $group (local.tee $count (i32.sub (local.get $count) (i32.const ${WALKS_AT_ONCE}))))))`;
}

function localsText({ type }: NodeLayout, k: number): string {
  return `(local $n${k} i32) (local $m${k} i32) (local $b${k} i32) (local $r${k} i32) (local $v${k} ${type})`;
}

/** The walks, step by step. */
function walksText({ layout, kind, misses }: Variant): string {
  const isCounted = kind === "steps";
  const values = WALKS.map((k) =>
    `(local.set $v${k} (${layout.type}.load (i32.add (local.get $r${k}) ${
      columnText(layout, k)
    })))`
  );
  const nexts = WALKS.map((k) =>
    `(local.set $m${k} (i32.add (local.get $b${k}) (i32.shl (i32.add ${
      childText(layout, k)
    } ${sideText(layout, misses, k)}) (i32.const ${layout.shift}))))`
  );
  const moved = WALKS.map((k) =>
    `(i32.xor (local.get $n${k}) (local.get $m${k}))`
  );
  const anyMoved = moved.reduce((all, one) => `(i32.or ${all} ${one})`);
  return `${
    WALKS.map((k) => `(local.set $n${k} (local.get $b${k}))`).join("\n")
  }
${isCounted ? "(local.set $left (local.get $steps))" : ""}
(loop $step
${values.join("\n")}
${nexts.join("\n")}
${isCounted ? "" : `(local.set $left ${anyMoved})`}
${WALKS.map((k) => `(local.set $n${k} (local.get $m${k}))`).join("\n")}
(br_if $step ${
    isCounted
      ? "(local.tee $left (i32.sub (local.get $left) (i32.const 1)))"
      : "(local.get $left)"
  }))`;
}

function columnText({ type, isNarrow }: NodeLayout, k: number): string {
  const at = `offset=${type === "f32" ? 4 : 8} (local.get $n${k})`;
  return isNarrow ? `(i32.load16_u ${at})` : `(i32.load ${at})`;
}

function childText({ type, isNarrow }: NodeLayout, k: number): string {
  if (isNarrow) return `(i32.load16_u offset=6 (local.get $n${k}))`;
  return `(i32.load offset=${type === "f32" ? 8 : 12} (local.get $n${k}))`;
}

/** 1 to the right, 0 to the left. */
function sideText(
  { type, shift }: NodeLayout,
  misses: boolean,
  k: number,
): string {
  const value = `(local.get $v${k})`;
  const node = `(local.get $n${k})`;
  const isRight = `(${type}.ge ${value} (${type}.load ${node}))`;
  if (!misses) return isRight;
  const side =
    `(i32.load8_u (i32.add (local.get $sides) (i32.shr_u ${node} (i32.const ${shift}))))`;
  return `(i32.or ${isRight} (i32.and (${type}.ne ${value} ${value}) ${side}))`;
}
