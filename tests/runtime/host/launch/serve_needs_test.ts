import { assert, assertEquals } from "@std/assert";
import { projectPath } from "../../../tools/paths.ts";
import { capturedLaunch, grantedOf } from "../../../tools/captured_launch.ts";

const IRIS = projectPath("examples/iris");

Deno.test("the files of keys and of the certificate may be read, where they are named", async () => {
  const plain = await capturedLaunch(["serve", IRIS]);
  const named = await capturedLaunch([
    "serve",
    IRIS,
    "--key-file=/etc/keys",
    "--cert=/etc/tls/tls.crt",
    "--key=/etc/tls/tls.key",
  ]);
  const before = new Set(grantedOf(plain, "read"));
  assertEquals(
    grantedOf(named, "read")!.filter((path) => !before.has(path)),
    ["/etc/keys", "/etc/tls/tls.crt", "/etc/tls/tls.key"],
  );
  assert(grantedOf(plain, "env")!.includes("SAMLA_KEYS"));
});

Deno.test("the one host that has an issuer's keys may be asked, or their file be read", async () => {
  const net = async (...args: readonly string[]) =>
    grantedOf(
      await capturedLaunch(["serve", IRIS, "--token-audience=a", ...args]),
      "net",
    )!.filter((host) => host !== "127.0.0.1:5001");
  const issuer = "--token-issuer=https://issuer.example/tenant";
  assertEquals(await net(issuer), ["issuer.example:443"]);
  assertEquals(
    await net(issuer, "--token-keys=https://keys.example:8443/keys"),
    ["keys.example:8443"],
  );
  assertEquals(await net(issuer, "--token-keys=keys.json"), []);
  const variables = {
    SAMLA_TOKEN_ISSUER: "i",
    SAMLA_TOKEN_AUDIENCE: "a",
    SAMLA_TOKEN_KEYS: "/etc/keys.json",
  };
  const captured = await capturedLaunch(["serve", IRIS], variables);
  assert(grantedOf(captured, "read")!.includes("/etc/keys.json"));
  const env = grantedOf(captured, "env")!;
  assert(Object.keys(variables).every((name) => env.includes(name)));
});

Deno.test("what is wrong with tokens ends the start", async () => {
  const { code, noted } = await capturedLaunch([
    "serve",
    IRIS,
    "--token-issuer=https://issuer.example",
  ]);
  assertEquals(code, 3);
  assert(noted.includes("--token-audience"));
});

Deno.test("the port that a first worker got is granted to the others", async () => {
  const net = async (...args: readonly string[]) =>
    grantedOf(await capturedLaunch(["serve", IRIS, ...args]), "net");
  assertEquals(await net("--port=0", "--workers=1"), ["127.0.0.1:0"]);
  assertEquals(await net("--port=0"), ["127.0.0.1", "127.0.0.1:0"]);
  assertEquals(await net("--port=5050"), ["127.0.0.1:5050"]);
});

Deno.test("a Unix socket is granted in the place of a port", async () => {
  const captured = await capturedLaunch([
    "serve",
    IRIS,
    "--unix-socket=/run/samla/a.sock",
  ]);
  assertEquals(grantedOf(captured, "net"), ["unix:/run/samla/a.sock"]);
  assert(grantedOf(captured, "read")!.includes("/run/samla/a.sock"));
  assert(grantedOf(captured, "write")!.includes("/run/samla/a.sock"));
});

Deno.test("a port for gRPC is granted, and what its library reads", async () => {
  const captured = await capturedLaunch(["serve", IRIS, "--grpc-port=8001"]);
  assert(grantedOf(captured, "net")!.includes("127.0.0.1:8001"));
  assert(grantedOf(captured, "env")!.includes("GRPC_VERBOSITY"));
});
