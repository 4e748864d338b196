import { assertEquals } from "@std/assert";
import { acceptedCoding } from "../../../runtime/codings/accepted_coding.ts";

const KNOWN = ["zstd", "br", "gzip", "deflate"];

for (
  const [header, name, refusesPlain] of [
    ["", undefined, "takes"],
    ["gzip", "gzip", "takes"],
    ["gzip, deflate, br, zstd", "zstd", "takes"],
    ["deflate, gzip", "gzip", "takes"],
    ["GZip ; Q=0.5", "gzip", "takes"],
    ["gzip;q=0", undefined, "takes"],
    ["gzip;q=0.000", undefined, "takes"],
    ["gzip;q=0.001", "gzip", "takes"],
    ["zstd;q=0.5, br;q=0.8, gzip;q=0.8", "br", "takes"],
    ["compress, snappy", undefined, "takes"],
    ["*", "zstd", "takes"],
    ["*;q=0", undefined, "refuses"],
    ["zstd;q=0, *", "br", "takes"],
    ["gzip, *;q=0", "gzip", "refuses"],
    ["identity", undefined, "takes"],
    ["identity, gzip", "gzip", "takes"],
    ["identity;q=1, gzip;q=0.5", undefined, "takes"],
    ["identity;q=0.5, gzip;q=1", "gzip", "takes"],
    ["identity;q=0", undefined, "refuses"],
    ["identity;q=0, gzip;q=0.1", "gzip", "refuses"],
    ["identity;q=0.1, *;q=0", undefined, "takes"],
    ["gzip;q=2, deflate;q=x, br;q=0.0001", undefined, "takes"],
    ["gzip;level=9", undefined, "takes"],
    [",,gzip,,", "gzip", "takes"],
    ["gzip, gzip;q=0", undefined, "takes"],
  ] as const
) {
  Deno.test(`acceptedCoding reads "${header}" as ${name ?? "none"}`, () => {
    assertEquals(acceptedCoding(header, KNOWN), {
      name,
      refusesPlain: refusesPlain === "refuses",
    });
  });
}
