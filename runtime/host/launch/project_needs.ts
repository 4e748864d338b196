import { resolve } from "node:path";
import type { Launch } from "./launch_context.ts";
import { Needs } from "./needs.ts";

/**
 * What `samla init` needs.
 *
 * @param folder Where the project is to be.
 * @returns The needs.
 */
export function projectNeeds(folder: string): Launch {
  const root = resolve(folder);
  const needs = new Needs().add("read", root).add("write", root);
  return { needs, speaksToAzure: false };
}
