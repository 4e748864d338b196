import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { CertificateFiles } from "../../../../runtime/host/certificate/certificate_files.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import type { Logger } from "../../../../runtime/logger.ts";
import {
  CERTIFICATE_PATH,
  KEY_PATH,
  RENEWED_CERTIFICATE_PATH,
  RENEWED_KEY_PATH,
} from "../../../tools/loopback_tls.ts";

/** A certificate in a folder of its own, and a wait for what is told of it. */
async function followed(
  lookEveryMs: number,
  body: (
    certificate: CertificateFiles,
    replace: (certificate: string, key: string) => Promise<void>,
    told: () => Promise<string>,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const certificatePath = join(folder, "certificate.pem");
  const keyPath = join(folder, "key.pem");
  const replace = async (certificate: string, key: string) => {
    await Deno.copyFile(certificate, certificatePath);
    await Deno.copyFile(key, keyPath);
  };
  await replace(CERTIFICATE_PATH, KEY_PATH);
  const { readable, writable } = new TransformStream<string, string>();
  const writer = writable.getWriter();
  const tell = (message: string) => void writer.write(message);
  const log: Logger = { debug: tell, info: tell, warn: tell, error: tell };
  const reader = readable.getReader();
  {
    using certificate = await CertificateFiles.open(
      { certificatePath, keyPath },
      { log, lookEveryMs },
    );
    await body(
      certificate,
      replace,
      async () => (await reader.read()).value ?? "",
    );
  }
  await Deno.remove(folder, { recursive: true });
}

Deno.test("a certificate is read anew when its files change", async () => {
  await followed(10, async (certificate, replace, told) => {
    const before = certificate.secureContext;
    assertEquals(certificate.secureContext, before);
    // The first look may fall between the two files.
    await replace(RENEWED_CERTIFICATE_PATH, RENEWED_KEY_PATH);
    let message: string;
    do message = await told(); while (message.includes("stays for now"));
    assertMatch(message, /were read anew; it ends on 2\d{3}-\d\d-\d\d$/);
    assert(certificate.secureContext !== before);
  });
});

Deno.test("a pair that does not fit is told of once, and the one before it stays", async () => {
  await followed(10, async (certificate, replace, told) => {
    const before = certificate.secureContext;
    await replace(RENEWED_CERTIFICATE_PATH, KEY_PATH);
    assertMatch(await told(), /not that of the first .* stays for now$/);
    assert(certificate.secureContext === before);
    await replace(RENEWED_CERTIFICATE_PATH, RENEWED_KEY_PATH);
    let message: string;
    do message = await told(); while (message.includes("stays for now"));
    assertMatch(message, /were read anew/);
    assert(certificate.secureContext !== before);
  });
});

Deno.test("a certificate can be read anew at once, and stays if that fails", async () => {
  await followed(60_000, async (certificate, replace) => {
    const before = certificate.secureContext;
    await replace(RENEWED_CERTIFICATE_PATH, KEY_PATH);
    await assertRejects(() => certificate.renew(), ConfigurationError);
    assert(certificate.secureContext === before);
    await replace(RENEWED_CERTIFICATE_PATH, RENEWED_KEY_PATH);
    await certificate.renew();
    assert(certificate.secureContext !== before);
  });
});
