import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { examineCredentials } from "../../../../runtime/host/doctor/examine_credentials.ts";

function examined(variables: Record<string, string>) {
  return examineCredentials((name) => variables[name]);
}

Deno.test("credentials are said by name, and never by what they are", () => {
  const found = examined({
    "AZURE_STORAGE_ACCOUNT": "account",
    "AZURE_STORAGE_KEY": "c2VjcmV0",
  });
  assertEquals(found.verdict, "ok");
  assertEquals(found.seen, "AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_KEY");
  assertFalse(JSON.stringify(found).includes("c2VjcmV0"));
});

Deno.test("a credential that is of no use without another is wrong", () => {
  const found = examined({ "MLFLOW_TRACKING_USERNAME": "me" });
  assertEquals(found.verdict, "wrong");
  assertStringIncludes(found.advice!, "MLFLOW_TRACKING_PASSWORD");
  assertEquals(examined({}).verdict, "ok");
});
