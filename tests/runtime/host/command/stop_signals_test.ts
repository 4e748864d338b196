import { assert, assertFalse } from "@std/assert";
import { stopSignals } from "../../../../runtime/host/command/stop_signals.ts";

function nothing(): undefined {
  return undefined;
}

Deno.test("SIGHUP ends a host that has nothing to read anew, and no other", () => {
  assert(stopSignals({}, nothing).includes("SIGHUP"));
  for (
    const flags of [{ keyFile: "k" }, { cert: "c" }, { tokenIssuer: "i" }]
  ) assertFalse(stopSignals(flags, nothing).includes("SIGHUP"));
  const variable = (name: string) =>
    name === "SAMLA_TOKEN_ISSUER" ? "i" : undefined;
  assertFalse(stopSignals({}, variable).includes("SIGHUP"));
});
