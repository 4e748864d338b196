import { assert, assertEquals } from "@std/assert";
import {
  requestCounts,
  RequestLimits,
} from "../../../../runtime/host/access/request_limits.ts";

Deno.test("a minute's requests may come at once, and then as it passes", () => {
  const clock = { ms: 0 };
  const limits = new RequestLimits(3, { now: () => clock.ms });
  const take = () => limits.take("a");
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

Deno.test("each has requests of his own, wherever they are counted", () => {
  const options = { counts: requestCounts(), now: () => 1e12 };
  const [one, other] = [
    new RequestLimits(2, options),
    new RequestLimits(2, options),
  ];
  assertEquals([one.take("a"), other.take("a")], [0, 0]);
  assertEquals([one.take("a"), other.take("a")], [30, 30]);
  assertEquals(other.take("b"), 0);
});

Deno.test("whoever asks, memory stays as it is, and who sent too many is not forgotten", () => {
  const clock = { ms: 1e12 };
  const limits = new RequestLimits(1, { now: () => clock.ms });
  limits.take("a");
  for (let i = 0; i < 20_000; i++) limits.take(`stranger ${i}`);
  assert(limits.take("a") > 0);
  clock.ms += 60_001;
  assertEquals([limits.take("a"), limits.take("a")], [0, 60]);
});

Deno.test("a clock that is set back locks nobody out", () => {
  const clock = { ms: 1e12 };
  const limits = new RequestLimits(60, { now: () => clock.ms });
  limits.take("a");
  clock.ms -= 86_400_000;
  assert(limits.take("a") <= 1);
  clock.ms += 1001;
  assertEquals(limits.take("a"), 0);
});
