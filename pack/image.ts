/**
 * Makes the folder of the container image: `deno task image`.
 *
 * @module
 */
import { stop } from "esbuild";
import { buildImage } from "./build_image.ts";
import { buildPackage } from "./build_package.ts";

await buildPackage(Deno.version.deno);
await stop();
const { imports } = JSON.parse(await Deno.readTextFile("deno.json"));
const folder = await buildImage(
  "dist/package",
  `${imports["onnxruntime-web"]}/wasm`,
);
await Deno.stdout.write(
  new TextEncoder().encode(
    `${folder}: make the image with\n  docker build -f ${folder}/Containerfile -t samla ${folder}\n`,
  ),
);
