import { assertEquals, assertStringIncludes } from "@std/assert";
import { type ContractRow, ofPython, other } from "../contract_row.ts";
import { compare, post } from "../exchange.ts";

const HERE = "OpenTelemetry: a span a request, with its exception";

/** What is told of requests. */
export const TELEMETRY_ROWS: readonly ContractRow[] = [
  other(117, { asks: "run() throws: an exception record", here: HERE }, async (
    hosts,
  ) => {
    await compare(await hosts.pair("plain"), [post("fail")]);
  }),
  ofPython(118, {
    asks: "the text of a binary answer in a record",
    here:
      "no payload is put into telemetry; --collect and data_collector record what is wanted",
  }, async (hosts) => {
    await compare(await hosts.pair("plain"), [post("response-text")]);
  }),
  other(
    119,
    {
      asks: "a request's record",
      here: `${HERE}; and a line of the log: method, route, status, ms, ids`,
    },
    async (hosts) => {
      await using ours = await hosts.ours({ args: ["plain.ts"] });
      const response = await fetch(`${ours.address}/score`, {
        method: "POST",
        body: "x",
        headers: { "x-request-id": "an-id" },
      });
      assertEquals(await response.json(), "x");
      const printed = await ours.stop();
      assertStringIncludes(printed, "POST /score 200");
      assertStringIncludes(printed, "an-id");
    },
  ),
  other(
    120,
    {
      asks: "a record of the model's input and output",
      here:
        "model_inputs and model_outputs, or request and response, as Azure's collector has them: --collect, data_collector",
    },
    async (hosts) => {
      await using ours = await hosts.ours({
        args: ["plain.ts"],
        env: { "AML_MDC_STORAGE_ENABLED": "true" },
      });
      assertStringIncludes(await ours.stop(), "AML_MDC_STORAGE_ENABLED means");
    },
  ),
  ofPython(121, {
    asks: "the round trip to a workspace of Application Insights",
    here: "an OpenTelemetry Collector sends it there",
  }),
];
