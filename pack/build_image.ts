import { run } from "./bundle.ts";
import { debianFiles } from "./debian_files.ts";

/** Where the files of the image are made. */
const IMAGE = "dist/image";
/** What Deno is linked to, and the packages of Debian that have it. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  "libc6": [
    "ld-linux-*.so.*",
    "libc.so.6",
    "libdl.so.2",
    "libm.so.6",
    "libnss_dns.so.2",
    "libnss_files.so.2",
    "libpthread.so.0",
    "libresolv.so.2",
    "librt.so.1",
  ],
  "libgcc-s1": ["libgcc_s.so.1"],
};
/** The files of the engine that Deno loads. */
const ENGINE_FILE =
  /^(?:ort\.(?:node|wasm)\..*mjs|ort-wasm-simd-threaded\.(?:mjs|wasm))$/;
/** Who runs in the image: nobody, as images without a shell have him. */
const USER = 65532;

/**
 * Makes the folder that a container image is made of: Deno, what it is linked
 * to, the package, the engine of ONNX models, and nothing else. There is no
 * shell in it, and no other program.
 *
 * @param packageFolder The package, unpacked.
 * @param engine The package that evaluates ONNX models, as `npm:name@version/entry`.
 * @returns The folder, with a `Containerfile` in it.
 * @throws {Error} If this is no Linux with Debian's tools, or a part cannot be had.
 */
export async function buildImage(
  packageFolder: string,
  engine: string,
): Promise<string> {
  if (Deno.build.os !== "linux") {
    throw new Error(
      `Cannot make the image on ${Deno.build.os}: its files are those of Linux; run it in a container of Debian or Ubuntu`,
    );
  }
  const root = `${IMAGE}/rootfs`;
  await Deno.remove(IMAGE, { recursive: true }).catch(() => {});
  for (const folder of ["samla", "etc/samla", "data", "model", "tmp"]) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
  }
  await Deno.chmod(`${root}/tmp`, 0o1777);
  await Deno.copyFile(Deno.execPath(), `${root}/samla/deno`);
  await Deno.chmod(`${root}/samla/deno`, 0o755);
  for (const name of ["host", "launch", "package.json", "THIRD_PARTY.txt"]) {
    await run("cp", [
      "-r",
      `${packageFolder}/${name}`,
      `${root}/samla/${name}`,
    ]);
  }
  const versions = await debianFiles(LIBRARIES, root);
  await Deno.writeTextFile(`${root}/etc/samla/packages.txt`, versions);
  await Deno.writeTextFile(
    `${root}/etc/passwd`,
    `samla:x:${USER}:${USER}:samla:/data:/none\n`,
  );
  await Deno.writeTextFile(`${root}/etc/group`, `samla:x:${USER}:\n`);
  await Deno.writeTextFile(
    `${root}/etc/nsswitch.conf`,
    "hosts: files dns\n",
  );
  await fetchEngine(engine, `${root}/samla/cache`);
  // Some packages have files that anybody may write.
  await run("chmod", ["-R", "go-w,a+rX", `${root}/samla`, `${root}/etc`]);
  await Deno.copyFile("deploy/Containerfile", `${IMAGE}/Containerfile`);
  return IMAGE;
}

/** A container may have no way out: the engine is there before it is needed. */
async function fetchEngine(engine: string, cache: string): Promise<void> {
  await run("env", [
    `DENO_DIR=${await Deno.realPath(".")}/${cache}`,
    Deno.execPath(),
    "cache",
    "--quiet",
    "--no-config",
    "--no-lock",
    engine,
  ]);
  await keepEngine(`${cache}/npm`);
  // What it was fetched with is of no use where nothing is written.
  for await (const { name } of Deno.readDir(cache)) {
    if (name !== "npm") {
      await Deno.remove(`${cache}/${name}`, { recursive: true });
    }
  }
}

/** The package has the engine for browsers too, ten times as large. */
async function keepEngine(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) await keepEngine(path);
    else if (/^ort[.-]/.test(name) && !ENGINE_FILE.test(name)) {
      await Deno.remove(path);
    }
  }
}
