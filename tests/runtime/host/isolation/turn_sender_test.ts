import { assertEquals } from "@std/assert";
import type { Frame } from "../../../../runtime/host/isolation/frame.ts";
import { FrameReader } from "../../../../runtime/host/isolation/frame_reader.ts";
import { TurnSender } from "../../../../runtime/host/isolation/turn_sender.ts";

Deno.test("TurnSender writes the frames of a turn together, and in order", async () => {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push(frame));
  let writes = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const sender = new TurnSender({
    write(bytes) {
      writes++;
      // What is taken in part is written on.
      const taken = Math.ceil(bytes.length / 2);
      reader.push(bytes.slice(0, taken));
      if (frames.length === 3) resolve();
      return Promise.resolve(taken);
    },
    close() {},
  });
  sender.send(1, 1, { head: { a: 1 } });
  sender.send(1, 2, { body: new Uint8Array(100) });
  sender.send(1, 3);
  assertEquals(writes, 0);
  await promise;
  assertEquals(frames.map(({ id }) => id), [1, 2, 3]);
  assertEquals(frames[0]?.head, '{"a":1}');
  sender[Symbol.dispose]();
});

Deno.test("TurnSender sends nothing to who is gone", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let writes = 0;
  const sender = new TurnSender({
    write() {
      writes++;
      resolve();
      return Promise.reject(new Deno.errors.BrokenPipe("gone"));
    },
    close() {},
  });
  sender.send(1, 1);
  await promise;
  await Promise.resolve();
  sender.send(1, 2);
  await new Promise<void>((done) => queueMicrotask(done));
  assertEquals(writes, 1);
});
