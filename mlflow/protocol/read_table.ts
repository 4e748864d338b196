import type { ModelInput } from "../flavor.ts";
import { enforceTable, inferTable } from "./enforce_table.ts";
import type { InputPlan } from "./input_plan.ts";
import type { NumberDetail } from "./json/read_json.ts";
import type { RequestTable } from "./request_table.ts";
import { tensorTable } from "./tensor_table.ts";

/**
 * Makes the model's input of a table.
 *
 * @param table The table.
 * @param plan The model's signature.
 * @param detail What was kept of the numbers.
 * @returns A frame, or the arrays that the signature asks for.
 * @throws {InputError} If the table does not fit the signature.
 */
export function readTable(
  table: RequestTable,
  plan: InputPlan,
  detail: NumberDetail,
): ModelInput {
  const { schema } = plan;
  if (schema === undefined) return inferTable(table);
  const isExact = detail === "kinds";
  return schema.kind === "columns"
    ? enforceTable(table, schema, { rules: "pandas", isExact })
    : tensorTable(table, { schema, isExact });
}
