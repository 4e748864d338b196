import { assertEquals, assertThrows } from "@std/assert";
import { withSecrets } from "../../../../runtime/host/azure_yaml/with_secrets.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";

const DEPLOYMENT = {
  path: "blue.yml",
  environment: { REGION: "west", KEY: "${{keyvault:https://v}}" },
  secretLines: { KEY: 6 },
};

Deno.test("withSecrets() takes a secret from the variable of its name, and nothing else", () => {
  assertEquals(
    withSecrets(DEPLOYMENT, (name) => `${name} of this machine`),
    { REGION: "west", KEY: "KEY of this machine" },
  );
});

Deno.test("withSecrets() refuses a secret that nobody has, by its line", () => {
  assertThrows(
    () => withSecrets(DEPLOYMENT, () => undefined),
    ConfigurationError,
    'Cannot read blue.yml: line 6, "environment_variables.KEY" is a secret',
  );
});
