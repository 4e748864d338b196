import type { Command } from "commander";
import { countOf } from "./count_of.ts";

/**
 * Adds the options that say who may ask.
 *
 * @param command The command.
 */
export function addAccessOptions(command: Command): void {
  command
    .option(
      "--key-file <file>",
      "who may ask: one key or two, a line each, sent as Authorization: Bearer <key>; read anew on SIGHUP",
    )
    .option(
      "--token-issuer <url>",
      "who may ask: those with a token (JWT) of this issuer, sent as Authorization: Bearer <token>",
    )
    .option(
      "--token-audience <text>",
      "whom the tokens are for; to be given again for others",
      eachOf,
    )
    .option(
      "--token-keys <file or URL>",
      "the issuer's keys, a JSON Web Key Set (default: where the issuer says that they are)",
    )
    .option(
      "--requests-per-minute <count>",
      "how many requests one key, or the subject of a token, may send in a minute (default: as many as come)",
      countOf,
    )
    .option(
      "--cert <file>",
      "speak HTTPS with this certificate, in PEM, with those between it and one that clients know; read anew when it changes",
    )
    .option("--key <file>", "the key of the certificate, in PEM")
    .option(
      "--insecure",
      "anybody may ask, from wherever the address is reached",
    );
}

function eachOf(text: string, others: readonly string[] = []): string[] {
  return [...others, text];
}
