import { type Column, DataFrame, Tensor } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import type { NamedTensors } from "../../flavor.ts";
import type { ColumnLabel, OutputPlan } from "../../onnx/plain_outputs.ts";
import { stackTensors } from "./stack_tensors.ts";
import { type RowLayout, tensorColumn } from "./tensor_column.ts";

/**
 * The outputs of a model by name: tensors; for a `ZipMap` a list of maps from
 * label to probability; for a list of tensors one tensor if their shapes
 * agree, else a list of nested lists.
 *
 * @param answered What the plain graph gave.
 * @param plans How the outputs come of it.
 * @returns One tensor an output.
 * @throws {InputError} If the graph's answer does not fit its labels.
 */
export function namedAnswer(
  answered: NamedTensors,
  plans: readonly OutputPlan[],
): NamedTensors {
  const result: Record<string, Tensor> = {};
  for (const plan of plans) result[plan.name] = outputOf(answered, plan);
  return result;
}

/**
 * The outputs of a model as a frame, one column an output.
 *
 * @param answered What the plain graph gave.
 * @param plans How the outputs come of it.
 * @param layout `flatten`: all elements of an output one below the other, as MLflow does; `list`: one value a row of the first dimension, or a list where a row has several.
 * @returns The frame.
 * @throws {InputError} If the columns have different lengths, as pandas refuses too.
 */
export function frameAnswer(
  answered: NamedTensors,
  plans: readonly OutputPlan[],
  layout: RowLayout,
): DataFrame {
  const names = plans.map(({ name }) => name);
  const columns: Column[] = [];
  for (const plan of plans) {
    if (
      plan.kind === "list" && isRagged(plan.parts.map((at) => answered[at]!))
    ) {
      throw new InputError(
        `Cannot make a table of the answer: the arrays in output "${plan.name}" have different shapes; send arrays instead of a table`,
      );
    }
    columns.push(tensorColumn(outputOf(answered, plan), layout));
  }
  const lengths = columns.map(({ values }) => values.length);
  if (lengths.some((length) => length !== lengths[0])) {
    throw new InputError(
      `Cannot make a table of the answer: its outputs have ${
        names.map((name, i) => `${lengths[i]} ("${name}")`).join(", ")
      } values; send arrays instead of a table`,
    );
  }
  return new DataFrame(names, columns);
}

function outputOf(answered: NamedTensors, plan: OutputPlan): Tensor {
  switch (plan.kind) {
    case "tensor":
      return answered[plan.from]!;
    case "maps":
      return mapsOf(answered[plan.name]!, plan);
    case "list":
      return listOf(answered, plan.parts);
  }
}

function mapsOf(
  tensor: Tensor,
  plan: { readonly name: string; readonly labels: readonly ColumnLabel[] },
): Tensor {
  const { shape, data } = tensor;
  const { labels, name } = plan;
  const width = shape[shape.length - 1] ?? 0;
  if (shape.length === 0 || shape.length > 2 || width !== labels.length) {
    throw new InputError(
      `Cannot run the model: its output "${name}" has shape (${
        shape.join(", ")
      }) for ${labels.length} class labels`,
    );
  }
  const rows = shape.length === 1 ? 1 : shape[0]!;
  const maps = new Array<Record<string, unknown>>(rows);
  for (let row = 0; row < rows; row++) {
    const map: Record<string, unknown> = {};
    for (let i = 0; i < width; i++) {
      const { label, column } = labels[i]!;
      map[label] = data[row * width + column];
    }
    maps[row] = map;
  }
  return new Tensor("object", [rows], maps);
}

function listOf(answered: NamedTensors, parts: readonly string[]): Tensor {
  const tensors = parts.map((part) => answered[part]!);
  if (tensors.length > 0 && !isRagged(tensors)) return stackTensors(tensors);
  const lists = tensors.map((tensor) => tensor.toNested());
  return new Tensor("object", [lists.length], lists);
}

function isRagged(tensors: readonly Tensor[]): boolean {
  const shape = tensors[0]?.shape.join();
  return tensors.some((tensor) => tensor.shape.join() !== shape);
}
