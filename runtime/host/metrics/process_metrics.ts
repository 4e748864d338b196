import process from "node:process";
import { Counter, Gauge, type Registry } from "prom-client";
import { VERSION } from "../../version.ts";

const MICROSECONDS = 1e6;
/** Of several threads of a process the first one tells what is of all of them. */
const aggregator = "first";

/**
 * Adds what dashboards show of any process, under the names that Prometheus'
 * own libraries use, and which build it is. The library's collection of them
 * reads what Deno does not have, so that it would show zeros.
 *
 * @param registry Where they are added.
 */
export function addProcessMetrics(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: "samla_build_info",
    help: "1, with the versions of this host and of Deno as labels",
    labelNames: ["version", "deno_version"],
    registers,
    aggregator,
  }).set({ version: VERSION, "deno_version": Deno.version.deno }, 1);
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Seconds of CPU time that the process took",
    registers,
    aggregator,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / MICROSECONDS);
    },
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Bytes of memory that the process holds",
    registers,
    aggregator,
    collect() {
      this.set(Deno.memoryUsage().rss);
    },
  });
  new Gauge({
    name: "process_heap_bytes",
    help: "Bytes of the heaps that are in use",
    registers,
    collect() {
      this.set(Deno.memoryUsage().heapUsed);
    },
  });
  new Gauge({
    name: "process_start_time_seconds",
    help: "When the process started, in seconds since 1970",
    registers,
    aggregator,
  }).set(performance.timeOrigin / 1000);
  addDescriptors(registry);
}

/** Open files can be counted only on Linux, and only by a host that may do everything. */
function addDescriptors(registry: Registry): void {
  if (openDescriptors() === undefined) return;
  new Gauge({
    name: "process_open_fds",
    help: "Files and connections that the process has open",
    registers: [registry],
    aggregator,
    collect() {
      this.set(openDescriptors() ?? 0);
    },
  });
  const limit = /^Max open files\s+(\d+)/m.exec(
    Deno.readTextFileSync("/proc/self/limits"),
  )?.[1];
  if (limit === undefined) return;
  new Gauge({
    name: "process_max_fds",
    help: "The most files and connections that it may have open",
    registers: [registry],
    aggregator,
  }).set(Number(limit));
}

function openDescriptors(): number | undefined {
  try {
    return [...Deno.readDirSync("/proc/self/fd")].length;
  } catch {
    return undefined;
  }
}
