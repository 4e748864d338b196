/**
 * The long form of the tests of delivery: `deno task torture [seed]`.
 *
 * @module
 */
import { fullDisk } from "../tools/full_disk.ts";
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

/** A real disk that fills up can be made by root only. */
async function fillDisk(): Promise<boolean> {
  let report;
  try {
    report = await fullDisk("tmpfs");
  } catch (error) {
    print(`not run: a full disk: ${error}`);
    return true;
  }
  const { missing, dropped, repeated, torn, answeredAfter } = report;
  const isWhole = missing === dropped && repeated + torn === 0 &&
    dropped > 0 && answeredAfter > 0;
  print(`${isWhole ? "ok" : "FAILED"}: a full disk, then freed`);
  print(JSON.stringify(report));
  return isWhole;
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
if (!await fillDisk()) failed++;
Deno.exitCode = failed;
