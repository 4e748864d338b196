/**
 * The long form of the tests of delivery: `deno task torture [seed]`.
 *
 * @module
 */
import { torture, type TortureOptions } from "../tools/torture.ts";

const seed = Number(Deno.args[0] ?? Date.now() % 1_000_000);
const kills = Number(Deno.args[1] ?? 200);

/** What is done to the hosts and the store, by name. */
const RUNS: readonly (readonly [string, TortureOptions])[] = [
  ["kills, faults and an outage of 60 s over a period's end", {
    seed,
    kills,
    faultRate: 0.2,
    outageMs: 60_000,
    hosts: 1,
    isShared: false,
    requestsPerSecond: 2500,
    rollingRate: "minute",
  }],
  ["two hosts of the same names, each with a data directory", {
    seed,
    kills: Math.ceil(kills / 5),
    faultRate: 0.2,
    outageMs: 0,
    hosts: 2,
    isShared: false,
    requestsPerSecond: 2500,
    rollingRate: "hour",
  }],
  ["two hosts of the same names on one data directory", {
    seed,
    kills: Math.ceil(kills / 5),
    faultRate: 0.2,
    outageMs: 0,
    hosts: 2,
    isShared: true,
    requestsPerSecond: 2500,
    rollingRate: "hour",
  }],
];

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

let failed = 0;
print(`seed ${seed}`);
for (const [name, options] of RUNS) {
  const report = await torture(options);
  const isWhole = report.missing + report.repeated + report.torn === 0;
  if (!isWhole) failed++;
  print(`${isWhole ? "ok" : "FAILED"}: ${name}`);
  print(JSON.stringify(report));
}
Deno.exitCode = failed;
