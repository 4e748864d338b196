import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  type Frame,
  frameBytes,
} from "../../../../runtime/host/isolation/frame.ts";
import { FrameReader } from "../../../../runtime/host/isolation/frame_reader.ts";
import { joinChunks } from "../../../../ground/join_chunks.ts";

function read(chunks: readonly Uint8Array[]): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push(frame));
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

Deno.test("FrameReader reads what was sent, wherever it is cut", () => {
  const frame = fc.record({
    kind: fc.nat(255),
    id: fc.nat(0xffff_ffff),
    head: fc.oneof(fc.constant(undefined), fc.jsonValue()),
    body: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(fc.property(
    fc.array(frame, { maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 }),
    (sent, sizes) => {
      const parts = sent.map(({ kind, id, head, body }) =>
        frameBytes(kind, id, { ...(head === undefined ? {} : { head }), body })
      );
      const all = joinChunks(
        parts,
        parts.reduce((sum, { length }) => sum + length, 0),
      );
      const chunks: Uint8Array[] = [];
      let at = 0;
      while (at < all.length) {
        const size = sizes[chunks.length % sizes.length]!;
        chunks.push(all.slice(at, at + size));
        at += size;
      }
      assertEquals(
        read(chunks).map(({ head, body, ...frame }) => ({
          ...frame,
          head,
          body: [...body],
        })),
        sent.map(({ head, body, ...frame }) => ({
          ...frame,
          head: head === undefined ? "" : JSON.stringify(head),
          body: [...body],
        })),
      );
    },
  ));
});

Deno.test("FrameReader refuses what is no frame", () => {
  assertThrows(
    () => read([new TextEncoder().encode("printed by somebody else\n")]),
    RangeError,
    "Cannot read a frame of",
  );
});
