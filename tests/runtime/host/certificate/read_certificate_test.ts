import { assert, assertFalse, assertRejects } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { readCertificate } from "../../../../runtime/host/certificate/read_certificate.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import {
  CERTIFICATE_PATH,
  KEY_PATH,
  RENEWED_CERTIFICATE_PATH,
  RENEWED_KEY_PATH,
} from "../../../tools/loopback_tls.ts";

const PAIR = { certificatePath: CERTIFICATE_PATH, keyPath: KEY_PATH };

async function refusal(
  files: { readonly certificate?: string; readonly key?: string },
  says: RegExp,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const paths = { ...PAIR };
  if (files.certificate !== undefined) {
    paths.certificatePath = join(folder, "certificate.pem");
    await Deno.writeTextFile(paths.certificatePath, files.certificate);
  }
  if (files.key !== undefined) {
    paths.keyPath = join(folder, "key.pem");
    await Deno.writeTextFile(paths.keyPath, files.key);
  }
  const error = await assertRejects(
    () => readCertificate(paths),
    ConfigurationError,
  );
  assert(says.test(error.message), error.message);
  assertFalse(/PRIVATE KEY/.test(error.message));
  await Deno.remove(folder, { recursive: true });
}

Deno.test("a certificate is read with its key, and those between it and a known one", async () => {
  assert((await readCertificate(PAIR)).endsAt > new Date());
  const folder = await Deno.makeTempDir();
  const certificatePath = join(folder, "chain.pem");
  const chain = [CERTIFICATE_PATH, RENEWED_CERTIFICATE_PATH]
    .map((path) => Deno.readTextFile(path));
  await Deno.writeTextFile(certificatePath, (await Promise.all(chain)).join());
  assert((await readCertificate({ ...PAIR, certificatePath })).secureContext);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("what is no pair is refused, and what is wrong is named", async () => {
  const certificate = await Deno.readTextFile(CERTIFICATE_PATH);
  await refusal({ certificate: "" }, /it has none; name a file in PEM/);
  const cut = certificate.replace(/\n.{64}\n/, "\n");
  await refusal({ certificate: cut }, /certificate 1 of 1 is damaged/);
  await refusal(
    { certificate: certificate + cut },
    /certificate 2 of 2 is damaged/,
  );
  await refusal({ key: "a secret" }, /it is not one; .* no passphrase$/);
  await refusal(
    { key: await Deno.readTextFile(RENEWED_KEY_PATH) },
    /it is not that of the first certificate in/,
  );
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  await refusal({ key }, /it is not that of the first certificate in/);
});

Deno.test("a file that is not there is named", async () => {
  await assertRejects(
    () => readCertificate({ ...PAIR, keyPath: "/nowhere/key.pem" }),
    ConfigurationError,
    "Cannot read the key in /nowhere/key.pem",
  );
});
