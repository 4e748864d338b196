import { assert, assertEquals } from "@std/assert";
import type { Bytes } from "../../frame/bytes.ts";
import type {
  ContentCoding,
  Decoded,
} from "../../runtime/codings/content_coding.ts";
import { SeededRandom } from "../tools/seeded_random.ts";

const MIB = 1024 * 1024;
const ROWS = new TextEncoder().encode(
  JSON.stringify(Array.from({ length: 300 }, (_, id) => ({ id, score: 0.5 }))),
);

/**
 * What every coding promises.
 *
 * @param name What it is called.
 * @param coding The coding.
 */
export function contentCodingContract(
  name: string,
  coding: ContentCoding,
): void {
  Deno.test(`${name}: a body of any length is what it was, packed and unpacked`, async () => {
    const random = new SeededRandom(1);
    for (const length of [0, 1, 1023, 1025, 70_000, 300_000, 3 * MIB]) {
      for (const range of [3, 256]) {
        const body = Uint8Array.from(
          { length },
          () => random.below(range),
        );
        const packed = await coding.encode(body);
        assertEquals(await unpackedText(coding, packed, length), [
          "decoded",
          hex(body),
        ]);
      }
    }
  });

  Deno.test(`${name}: a body as large as the limit is taken, and not a byte more`, async () => {
    for (const length of [1, 100, 200_000]) {
      const packed = await coding.encode(new Uint8Array(length));
      const most = await coding.decode(packed, length);
      assertEquals(most.status, "decoded");
      const less = await coding.decode(packed, length - 1);
      assertEquals(less.status, "too-large");
    }
  });

  Deno.test(`${name}: a bomb is too large, at any limit`, async () => {
    const packed = await coding.encode(new Uint8Array(32 * MIB));
    for (const limit of [0, 1, 1000, MIB, 32 * MIB - 1]) {
      assertEquals((await coding.decode(packed, limit)).status, "too-large");
    }
  });

  Deno.test(`${name}: a body that breaks off anywhere is broken`, async () => {
    const packed = await coding.encode(ROWS);
    const taken: number[] = [];
    for (let length = 1; length < packed.length; length += 1) {
      const { status } = await coding.decode(packed.slice(0, length), MIB);
      if (status !== "broken") taken.push(length);
    }
    assertEquals(taken, []);
  });

  Deno.test(`${name}: a body with more after its end is broken`, async () => {
    const packed = await coding.encode(ROWS);
    for (const rest of [1, 3, 300_000]) {
      const whole = new Uint8Array(packed.length + rest).fill(7);
      whole.set(packed);
      assertEquals(await coding.decode(whole, MIB), { status: "broken" });
    }
  });

  Deno.test(`${name}: a damaged body never fails otherwise than it may`, async () => {
    const packed = await coding.encode(ROWS);
    for (let at = 0; at < packed.length; at += 1) {
      const damaged = packed.slice();
      damaged[at]! ^= 1 << (at % 8);
      const { status } = await coding.decode(damaged, MIB);
      assert(["decoded", "broken", "too-large"].includes(status));
    }
  });

  Deno.test(`${name}: a body of something else is broken`, async () => {
    for (const text of ["[1]", '{"input_data": [[1, 2]]}', "\0\0\0\0\0\0"]) {
      const body = new TextEncoder().encode(text);
      const { status } = await coding.decode(body, MIB);
      assertEquals(status, "broken");
    }
  });
}

async function unpackedText(
  coding: ContentCoding,
  packed: Bytes,
  maxBytes: number,
): Promise<[Decoded["status"], string]> {
  const decoded = await coding.decode(packed, maxBytes);
  return [
    decoded.status,
    decoded.status === "decoded" ? hex(decoded.body) : "",
  ];
}

/** Short enough to be shown where two differ. */
function hex(body: Bytes): string {
  let sum = 7;
  for (const byte of body) sum = (sum * 31 + byte) % 2147483647;
  return `${body.length} bytes, ${sum}`;
}
