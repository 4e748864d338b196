import { assert, assertEquals } from "@std/assert";
import { fullDisk } from "../tools/full_disk.ts";
import { torture, type TortureOptions } from "../tools/torture.ts";

/** The short form of `deno task torture`. */
const RUNS: readonly {
  readonly name: string;
  readonly options: Partial<TortureOptions>;
}[] = [
  {
    name: "a host is killed again and again, and every third call fails",
    options: { kills: 10, faultRate: 0.3 },
  },
  {
    name: "the store is away for some seconds",
    options: { kills: 4, outageMs: 5000, rollingRate: "minute" },
  },
  {
    name: "two hosts of the same names are killed",
    options: { kills: 6, hosts: 2 },
  },
  {
    name: "two hosts of one data directory are killed",
    options: { kills: 6, hosts: 2, isShared: true },
  },
];

for (const { name, options } of RUNS) {
  Deno.test(`every answered request is in the store once, though ${name}`, async () => {
    const report = await torture({
      seed: 20261122,
      kills: 0,
      faultRate: 0.1,
      outageMs: 0,
      hosts: 1,
      isShared: false,
      requestsPerSecond: 2500,
      rollingRate: "hour",
      ...options,
    });
    const { missing, repeated, torn } = report;
    Deno.stdout.writeSync(
      new TextEncoder().encode(`${JSON.stringify(report)}\n`),
    );
    assert(report.answered > 0);
    assertEquals(
      { missing, repeated, torn },
      { missing: 0, repeated: 0, torn: 0 },
      JSON.stringify(report),
    );
  });
}

Deno.test("a disk budget that is used up stops collecting, not scoring, and what is in the store is what was not dropped", async () => {
  const report = await fullDisk("budget");
  Deno.stdout.writeSync(
    new TextEncoder().encode(`${JSON.stringify(report)}\n`),
  );
  assert(report.dropped > 0);
  assertEquals(report.missing, report.dropped);
  assertEquals(report.repeated + report.torn, 0);
});
