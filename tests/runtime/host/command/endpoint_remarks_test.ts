import { assertEquals } from "@std/assert";
import { endpointRemarks } from "../../../../runtime/host/command/endpoint_remarks.ts";

Deno.test("what a start says of an endpoint is one line a kind, and nothing if there is nothing", () => {
  assertEquals(endpointRemarks({ ignoredKeys: [], refusedByAzure: [] }), []);
  assertEquals(
    endpointRemarks({
      ignoredKeys: ["compute"],
      refusedByAzure: ["mirror_traffic (there not with compute)"],
    }),
    [
      "These keys of the endpoint mean nothing here and are left alone: compute (this machine is where it is served)",
      "Azure's own tools refuse what is taken here: mirror_traffic (there not with compute)",
    ],
  );
});
