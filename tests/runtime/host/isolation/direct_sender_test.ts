import { assertEquals } from "@std/assert";
import { DirectSender } from "../../../../runtime/host/isolation/direct_sender.ts";
import { FrameReader } from "../../../../runtime/host/isolation/frame_reader.ts";

Deno.test("DirectSender has sent when it returns, and what belongs together at once", () => {
  const ids: number[] = [];
  const writes: number[] = [];
  const reader = new FrameReader(({ id }) => ids.push(id));
  const sender = new DirectSender((bytes) => {
    writes.push(bytes.length);
    reader.push(bytes);
    return bytes.length;
  });
  sender.send(1, 1);
  assertEquals([ids, writes.length], [[1], 1]);
  sender.together(() => {
    sender.send(1, 2);
    sender.send(1, 3);
    assertEquals(writes.length, 1);
  });
  assertEquals([ids, writes.length], [[1, 2, 3], 2]);
});

Deno.test("DirectSender writes on what is taken in part", () => {
  const bodies: number[] = [];
  const reader = new FrameReader(({ body }) => bodies.push(body.length));
  const sender = new DirectSender((bytes) => {
    reader.push(bytes.slice(0, 7));
    return Math.min(7, bytes.length);
  });
  sender.send(1, 1, { body: new Uint8Array(50) });
  assertEquals(bodies, [50]);
});
