import { assertEquals } from "@std/assert";
import { RateLimit } from "../../../../runtime/host/access/rate_limit.ts";

Deno.test("a minute's requests may come at once, and then as it passes", () => {
  const clock = { ms: 0 };
  const limit = new RateLimit(3, () => clock.ms);
  const take = () => limit.take();
  assertEquals([take(), take(), take()], [0, 0, 0]);
  // One in twenty seconds.
  assertEquals(take(), 20);
  clock.ms = 15_000;
  assertEquals(take(), 5);
  clock.ms = 20_001;
  assertEquals([take(), take()], [0, 20]);
  clock.ms = 600_000;
  assertEquals([take(), take(), take(), take()], [0, 0, 0, 20]);
});
