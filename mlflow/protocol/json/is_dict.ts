import { isRecord } from "../../../ground/is_record.ts";
import { LongList } from "./long_list.ts";
import { WholeFloat } from "./python_float.ts";

/**
 * Whether a value that was read from JSON is an object there.
 *
 * @param value The value.
 * @returns Whether it has keys; the marks of the exact reader are numbers and long lists are lists, not objects.
 */
export function isDict(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !(value instanceof WholeFloat) &&
    !(value instanceof LongList);
}
