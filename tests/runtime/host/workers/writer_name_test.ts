import { assert, assertEquals } from "@std/assert";
import {
  isSameWriter,
  newInstanceId,
  nextInstanceId,
} from "../../../../collector/spool.ts";
import { writerName } from "../../../../runtime/host/workers/writer_name.ts";

Deno.test("writerName() names each worker's files, all of them the host's", () => {
  const host = newInstanceId();
  const names = Array.from(
    { length: 1000 },
    (_, worker) => writerName(host, worker),
  );
  assertEquals(new Set(names).size, 1000);
  for (const name of names) {
    assert(isSameWriter(name, host));
    assertEquals(name.length, host.length);
    // Files that are begun anew take the next numbers.
    assert(!names.includes(nextInstanceId(name)));
  }
});
