import { assertEquals } from "@std/assert";
import { projectPath } from "../../tools/paths.ts";
import { ContractHosts } from "./contract_hosts.ts";
import type { ContractRow } from "./contract_row.ts";
import { CORS_ROWS } from "./rows/cors_rows.ts";
import { INPUT_ROWS } from "./rows/input_rows.ts";
import { LOADING_ROWS } from "./rows/loading_rows.ts";
import { PROCESS_ROWS } from "./rows/process_rows.ts";
import { REQUEST_ID_ROWS } from "./rows/request_id_rows.ts";
import { RESULT_ROWS } from "./rows/result_rows.ts";
import { ROUTING_ROWS } from "./rows/routing_rows.ts";
import { SCHEMA_ROWS } from "./rows/schema_rows.ts";
import { SWAGGER_ROWS } from "./rows/swagger_rows.ts";
import { TELEMETRY_ROWS } from "./rows/telemetry_rows.ts";

/** How many rows the list of Azure ML's server has. */
const ROW_COUNT = 121;
const SECTIONS: Readonly<Record<string, readonly ContractRow[]>> = {
  "routing and health": ROUTING_ROWS,
  "request ids": REQUEST_ID_ROWS,
  "results": RESULT_ROWS,
  "input without a schema": INPUT_ROWS,
  "input with a schema": SCHEMA_ROWS,
  "swagger": SWAGGER_ROWS,
  "CORS": CORS_ROWS,
  "loading": LOADING_ROWS,
  "the process": PROCESS_ROWS,
  "telemetry": TELEMETRY_ROWS,
};
const ROWS = Object.values(SECTIONS).flat();
const STANDS = { same: "the same", other: "other", python: "Python's own" };

Deno.test("each row of azureml-inference-server-http is answered as the table says", async (t) => {
  await using hosts = await ContractHosts.install();
  for (const [section, rows] of Object.entries(SECTIONS)) {
    for (const { row, asks, check } of rows) {
      if (check === undefined) continue;
      await t.step(`${row}, ${section}: ${asks}`, () => check(hosts));
    }
  }
});

Deno.test("no row is missing", () => {
  assertEquals(
    ROWS.map(({ row }) => row),
    Array.from({ length: ROW_COUNT }, (_, index) => index + 1),
  );
  // Only what is about Python may have nothing to ask.
  const unasked = ROWS.filter(({ check }) => check === undefined);
  assertEquals(unasked.filter(({ stands }) => stands !== "python"), []);
});

Deno.test("docs/azure_contract.md has every row", async () => {
  const text = await Deno.readTextFile(projectPath("docs/azure_contract.md"));
  const found = text.split("\n").filter((line) => /^\| \d/.test(line)).map(
    (line) => line.split("|").slice(1, -1).map((cell) => cell.trim()),
  );
  assertEquals(
    found,
    ROWS.map(({ row, asks, stands, here = "" }) => [
      String(row),
      asks,
      STANDS[stands],
      here,
    ]),
  );
});
