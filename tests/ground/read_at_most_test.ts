import { assertEquals } from "@std/assert";
import { readAtMost } from "../../ground/read_at_most.ts";

/** A stream of a thousand bytes, which says how much was taken and whether it was given up. */
function thousand() {
  const seen = { bytes: 0, isCancelled: false };
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (seen.bytes === 1000) return controller.close();
      controller.enqueue(new Uint8Array(100));
      seen.bytes += 100;
    },
    cancel() {
      seen.isCancelled = true;
    },
  }, { highWaterMark: 0 });
  return { seen, stream };
}

Deno.test("a stream within the limit is read whole", async () => {
  const bytes = await readAtMost(thousand().stream, 1000);
  assertEquals(bytes?.length, 1000);
});

Deno.test("a stream beyond the limit is given up as soon as it is known", async () => {
  const { seen, stream } = thousand();
  assertEquals(await readAtMost(stream, 250), undefined);
  assertEquals(seen, { bytes: 300, isCancelled: true });
});
