import { assertEquals } from "@std/assert";
import {
  cellAt,
  DataFrame,
  type Tensor,
  Tensor as FrameTensor,
} from "../../frame/mod.ts";
import { InputError } from "../../mlflow/errors.ts";
import type { Invocation } from "../../mlflow/protocol/invocations.ts";
import { PlainInput } from "../../mlflow/plain_input.ts";

/**
 * Holds that a body is read by columns as it is read at once.
 *
 * @param long Reads it by columns.
 * @param whole Reads it at once.
 * @param message What it is.
 * @returns What it was read to: `read`, or the sentence of the refusal.
 */
export async function assertReadAlike(
  long: () => Promise<Invocation>,
  whole: () => Invocation,
  message: string,
): Promise<string> {
  const expected = plainOutcome(
    await outcomeOf(() => Promise.resolve(whole())),
  );
  const found = plainOutcome(await outcomeOf(long));
  assertEquals(found, expected, message);
  return typeof expected === "string" ? expected : "read";
}

async function outcomeOf(
  read: () => Promise<Invocation>,
): Promise<Invocation | InputError> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function plainOutcome(outcome: Invocation | InputError): unknown {
  if (outcome instanceof InputError) return outcome.message;
  const { input, ...rest } = outcome;
  return { ...rest, input: plainInput(input) };
}

function plainInput(input: Invocation["input"]): unknown {
  if (input instanceof DataFrame) {
    return {
      names: input.names,
      index: input.index,
      length: input.length,
      columns: input.columns.map((column) => ({
        dtype: column.dtype,
        values: Array.from(
          { length: input.length },
          (_, row) => cellAt(column, row),
        ),
      })),
    };
  }
  if (input instanceof FrameTensor) return plainTensor(input);
  if (input instanceof PlainInput) return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, tensor]) => [name, plainTensor(tensor)]),
  );
}

function plainTensor({ dtype, shape, data }: Tensor): unknown {
  return { dtype, shape, data: Array.from<unknown>(data) };
}
