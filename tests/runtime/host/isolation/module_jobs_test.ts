import { assert, assertEquals, assertFalse } from "@std/assert";
import { ModuleJob } from "../../../../runtime/host/isolation/module_job.ts";
import { ModuleJobs } from "../../../../runtime/host/isolation/module_jobs.ts";
import type { ScoreRequest } from "../../../../runtime/model.ts";

function job(): ModuleJob {
  return new ModuleJob({} as ScoreRequest, {});
}

Deno.test("ModuleJobs gives a request another name each time that it is sent", () => {
  const jobs = new ModuleJobs();
  const one = job();
  jobs.add(one);
  const first = one.id;
  assertEquals(jobs.take(first), one);
  jobs.add(one);
  assertFalse(one.id === first);
  assertEquals(jobs.take(first), undefined);
  assert(jobs.has(one));
});

Deno.test("ModuleJobs counts those that have not begun", () => {
  const jobs = new ModuleJobs();
  const [one, two] = [job(), job()];
  jobs.add(one);
  jobs.add(two);
  assertEquals([jobs.size, jobs.unbegun], [2, 2]);
  assert(jobs.begun(one.id));
  assertFalse(jobs.begun(one.id));
  assertEquals([one.state, jobs.unbegun], ["running", 1]);
  jobs.take(one.id);
  jobs.take(two.id);
  assertEquals([jobs.size, jobs.unbegun], [0, 0]);
});

Deno.test("ModuleJobs knows that answers are quick when many of them were", () => {
  const jobs = new ModuleJobs();
  assertFalse(jobs.areQuick);
  for (let i = 0; i < 100; i++) {
    const one = job();
    jobs.add(one);
    jobs.take(one.id);
  }
  assert(jobs.areQuick);
});
