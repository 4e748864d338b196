import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { openCertificate } from "../../../../runtime/host/certificate/open_certificate.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { SILENT } from "../../../../runtime/logger.ts";
import { runSamla } from "../../../tools/host_process.ts";
import { projectPath } from "../../../tools/paths.ts";
import {
  CERTIFICATE_PATH,
  KEY_PATH,
  RENEWED_KEY_PATH,
} from "../../../tools/loopback_tls.ts";

const OPTIONS = { log: SILENT };

Deno.test("TLS is spoken where a certificate and its key are named", async () => {
  assertEquals(await openCertificate({}, OPTIONS), undefined);
  const flags = { cert: CERTIFICATE_PATH, key: KEY_PATH };
  using certificate = await openCertificate(flags, OPTIONS);
  assert(certificate?.secureContext);
});

Deno.test("one of the two alone is refused, and the other is asked for", async () => {
  for (
    const [flags, says] of [
      [{ cert: CERTIFICATE_PATH }, "with --cert alone: name the other"],
      [{ key: KEY_PATH }, "with --key alone: name the other"],
    ] as const
  ) {
    await assertRejects(
      () => openCertificate(flags, OPTIONS),
      ConfigurationError,
      says,
    );
  }
});

Deno.test("a start with a pair that does not fit ends with code 3", async () => {
  const folder = await Deno.makeTempDir();
  const iris = projectPath("examples/iris");
  const { code, stderr } = await runSamla(folder, [
    "serve",
    iris,
    "--port=0",
    "--cert",
    CERTIFICATE_PATH,
    "--key",
    RENEWED_KEY_PATH,
  ]);
  assertEquals(code, 3);
  assertStringIncludes(stderr, "it is not that of the first certificate in");
  await Deno.remove(folder, { recursive: true });
});
