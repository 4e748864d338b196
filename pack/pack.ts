/**
 * Makes the npm package: `deno task pack`.
 *
 * @module
 */
import { stop } from "esbuild";
import { buildPackage } from "./build_package.ts";

const path = await buildPackage(Deno.version.deno);
await stop();
const { size } = await Deno.stat(path);
await Deno.stdout.write(
  new TextEncoder().encode(`${path}  ${Math.ceil(size / 1024)} KiB\n`),
);
