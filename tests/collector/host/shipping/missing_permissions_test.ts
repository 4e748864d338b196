import { assertEquals } from "@std/assert";
import { missingPermissions } from "../../../../collector/host/shipping/missing_permissions.ts";

for (
  const [sas, missing] of [
    ["sp=rac&sr=c&sig=x", []],
    ["sp=rw&sig=x", []],
    ["sp=racwdl&sig=x", []],
    ["sp=r&sig=x", ["create", "add"]],
    ["sp=ac&sig=x", ["read"]],
    ["sp=ra&sig=x", ["create"]],
    ["si=policy&sig=x", []],
    ["ss=b&srt=co&sp=rwac&sig=x", []],
    ["ss=b&srt=c&sp=rwac&sig=x", ["objects (srt=o)"]],
  ] as const
) {
  Deno.test(`of what shipping needs, the signature ${sas} lacks: ${missing.join(", ") || "nothing"}`, () => {
    assertEquals(missingPermissions(sas), [...missing]);
  });
}
