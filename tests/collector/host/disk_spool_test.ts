import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { Collector } from "../../../collector/collector.ts";
import { DiskSpool } from "../../../collector/host/disk_spool.ts";
import { diskDeployment, frame, NINE } from "./disk_deployment.ts";
import { filesUnder, linesUnder } from "./disk_lines.ts";

Deno.test("A folder ends with its period: no line in the wrong one, none lost, none twice", async () => {
  const periods: [string, number, RegExp][] = [
    ["minute", 60_000, /^iris\/blue\/model_inputs\/2026\/09\/30\/09\/0\d\//],
    ["hour", 3_600_000, /^iris\/blue\/model_inputs\/2026\/09\/30\/(09|1\d)\//],
    [
      "day",
      86_400_000,
      /^iris\/blue\/model_inputs\/2026\/(09|10)\/\d\d\/[^/]+$/,
    ],
    [
      "month",
      31 * 86_400_000,
      /^iris\/blue\/model_inputs\/202[67]\/\d\d\/[^/]+$/,
    ],
    ["year", 366 * 86_400_000, /^iris\/blue\/model_inputs\/20(2|3)\d\/[^/]+$/],
  ];
  for (const [rate, stepMs, form] of periods) {
    const { root, clock, deployment } = diskDeployment({
      "rolling_rate": rate,
    });
    const total = 700;
    for (let n = 0; n < total; n++) {
      deployment.record("model_inputs", frame(n));
      if (n % 3 === 0) deployment.commit();
      clock.ms += Math.floor(stepMs / 100);
    }
    await deployment.close();
    const files = filesUnder(root);
    assert(files.length >= 7, `${rate}: ${files.length} files`);
    const seen = new Set<number>();
    for (const path of files) {
      assertMatch(path, form);
      const period = path.split("/").slice(3, -1).join("-");
      const lines = linesUnder(
        `${root}/${path.slice(0, path.lastIndexOf("/"))}`,
      );
      for (const { time, data } of lines) {
        const digits = String(time).replace(/[T:]/g, "-");
        assertEquals(digits.slice(0, period.length), period);
        const [{ n }] = data as [{ n: number }];
        assert(!seen.has(n), `${rate}: ${n} twice`);
        seen.add(n);
      }
    }
    assertEquals(seen.size, total);
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("An output after the period's end lies beside its input", async () => {
  const { root, clock, deployment } = diskDeployment({
    collections: {
      model_inputs: { enabled: true },
      model_outputs: { enabled: true },
    },
  });
  clock.ms = NINE + 3_599_900;
  const correlation = deployment.record("model_inputs", frame(1));
  clock.ms = NINE + 3_600_200;
  deployment.record("model_outputs", frame(2), { correlation });
  deployment.record("model_outputs", frame(3));
  await deployment.close();
  const folders = filesUnder(root).map((path) =>
    path.slice("iris/blue/".length, path.lastIndexOf("/"))
  );
  assertEquals(folders, [
    "model_inputs/2026/09/30/09",
    "model_outputs/2026/09/30/09",
    "model_outputs/2026/09/30/10",
  ]);
  await Deno.remove(root, { recursive: true });
});

Deno.test("A file that cannot be written drops and counts, says so once a minute, and recovers by itself", async () => {
  const { root, clock, problems, spool, deployment } = diskDeployment();
  const folder = `${root}/iris/blue/model_inputs/2026/09/30/09`;
  const path = `${folder}/${spool.instanceId}.jsonl`;
  await Deno.mkdir(path, { recursive: true });
  const heard: Error[] = [];
  const collector = deployment.run(() =>
    new Collector({
      name: "model_inputs",
      onError: (error) => heard.push(error),
    })
  );
  const collect = (n: number) => {
    const context = deployment.run(() => collector.collect(frame(n)));
    deployment.commit();
    return context.recorded;
  };
  assertEquals([1, 2, 3].map(collect), ["refused", "refused", "refused"]);
  assertEquals(problems.length, 1);
  assertEquals(heard.length, 1);
  clock.ms += 60_000;
  collect(4);
  assertEquals(problems.length, 2);
  assertStringIncludes(problems[1]!.error.message, "Is a directory");
  assertEquals(problems[1]!.dropped, 4);
  await Deno.remove(path);
  assertEquals(collect(5), "recorded");
  await deployment.close();
  assertEquals(linesUnder(folder).map(({ data }) => data), [[{ n: 5 }]]);
  const { collected, recorded, dropped, events, pending } = deployment.counters
    .model_inputs!;
  assertEquals({ collected, recorded, dropped, events, pending }, {
    collected: 5,
    recorded: 1,
    dropped: 4,
    events: 1,
    pending: 0,
  });
  await Deno.remove(root, { recursive: true });
});

Deno.test("A disk budget that is used up drops, and goes on when files are gone", async () => {
  const { root, clock, problems, deployment } = diskDeployment({}, 2000);
  for (let n = 0; n < 10; n++) {
    deployment.record("model_inputs", frame(n));
    deployment.commit();
  }
  const { events, dropped, bytes } = deployment.counters.model_inputs!;
  assert(events >= 3 && events + dropped === 10);
  assert(bytes <= 2000);
  assertStringIncludes(problems[0]!.error.message, "max_disk_bytes 2000");
  for (const path of filesUnder(root)) await Deno.truncate(`${root}/${path}`);
  clock.ms += 1000;
  assertEquals(
    deployment.record("model_inputs", frame(10)).recorded,
    "recorded",
  );
  deployment.commit();
  assertEquals(deployment.counters.model_inputs!.events, events + 1);
  await deployment.close();
  await Deno.remove(root, { recursive: true });
});

Deno.test("With durability disk, concurrent commits all resolve with their lines in the file", async () => {
  const { root, deployment } = diskDeployment({ durability: "disk" });
  await Promise.all(Array.from({ length: 100 }, async (_, n) => {
    await Promise.resolve();
    deployment.record("model_inputs", frame(n));
    const committed = deployment.commit();
    assert(committed instanceof Promise);
    await committed;
    assertEquals(deployment.counters.model_inputs!.pending, 0);
  }));
  assertEquals(linesUnder(root).length, 100);
  await deployment.close();
  await Deno.remove(root, { recursive: true });
});

Deno.test("With durability memory, commit() writes nothing and close() everything", async () => {
  const { root, deployment } = diskDeployment({ durability: "memory" });
  deployment.record("model_inputs", frame(1));
  assertEquals(deployment.commit(), undefined);
  await Promise.resolve();
  assertEquals(filesUnder(root), []);
  assertEquals(deployment.counters.model_inputs!.pending, 1);
  await deployment.close();
  assertEquals(linesUnder(root).length, 1);
  await Deno.remove(root, { recursive: true });
});

Deno.test("Files are closed when their period is over, and when too many are open", async () => {
  const root = await Deno.makeTempDir();
  const spool = new DiskSpool(root);
  const line = new TextEncoder().encode("{}\n");
  for (let minute = 10; minute < 20; minute++) {
    spool.append(`iris/blue/model_inputs/2026/09/30/09/${minute}`, line);
  }
  assertEquals(spool.openFiles, 2);
  for (let n = 0; n < 100; n++) spool.append(`iris/blue/c${n}/2026`, line);
  assertEquals(spool.openFiles, 32);
  spool.append("iris/blue/c0/2026", line);
  await spool.close();
  assertEquals(spool.openFiles, 0);
  assertEquals(linesUnder(root).length, 111);
  await Deno.remove(root, { recursive: true });
});

Deno.test("No line goes to a file that somebody removed; those that were in it are counted, and told of once", async () => {
  const { root, removed, deployment } = diskDeployment();
  const collect = (n: number) => {
    deployment.record("model_inputs", frame(n));
    deployment.commit();
  };
  const numbers = () => linesUnder(root).map(({ data }) => data);
  const folder = `${root}/iris/blue/model_inputs/2026/09/30/09`;
  let n = 0;
  for (
    const remove of [
      // All of the data, a collection's period, one file, and a folder that is made again.
      () => Deno.removeSync(`${root}/iris`, { recursive: true }),
      () => Deno.removeSync(folder, { recursive: true }),
      () =>
        Deno.removeSync(
          [...Deno.readDirSync(folder)].map(({ name }) =>
            `${folder}/${name}`
          )[0]!,
        ),
      () => {
        Deno.removeSync(root, { recursive: true });
        Deno.mkdirSync(root);
      },
    ]
  ) {
    for (let i = 0; i < 5; i++) collect(n++);
    const before = removed.length;
    remove();
    assertEquals(numbers(), []);
    const next = n;
    for (let i = 0; i < 3; i++) collect(n++);
    assertEquals(
      numbers(),
      [next, next + 1, next + 2].map((value) => [{ n: value }]),
    );
    assertEquals(removed.length, before + 1);
  }
  assertEquals(removed.map(({ events }) => events), [5, 8, 8, 8]);
  assertEquals(new Set(removed.map(({ path }) => path)).size, 4);
  await Deno.remove(root, { recursive: true });
  await deployment.close();
  assertEquals(removed.length, 5);
  const { collected, recorded, dropped, events, removedEvents } = deployment
    .counters.model_inputs!;
  assertEquals({ collected, recorded, dropped, events, removedEvents }, {
    collected: 32,
    recorded: 32,
    dropped: 0,
    events: 32,
    removedEvents: 32,
  });
});

Deno.test("Lines whose file is removed as often as it is made are dropped", async () => {
  const { root, problems, deployment } = diskDeployment();
  const { lockSync } = Deno.FsFile.prototype;
  let made = 0;
  Deno.FsFile.prototype.lockSync = () => {
    made++;
    Deno.removeSync(`${root}/iris`, { recursive: true });
  };
  try {
    deployment.record("model_inputs", frame(1));
    deployment.commit();
  } finally {
    Deno.FsFile.prototype.lockSync = lockSync;
  }
  assertEquals(made, 4);
  assertStringIncludes(problems[0]!.error.message, "as often as it is made");
  const { recorded, dropped } = deployment.counters.model_inputs!;
  assertEquals([recorded, dropped], [0, 1]);
  await deployment.close();
  await Deno.remove(root, { recursive: true });
});

Deno.test("What is collected after the end is counted as dropped, and opens nothing", async () => {
  const { root, problems, deployment } = diskDeployment();
  await deployment.close();
  const correlation = deployment.record("model_inputs", frame(1));
  await deployment.commit();
  assertEquals(correlation.recorded, "refused");
  assertEquals(deployment.counters.model_inputs!.dropped, 1);
  assertStringIncludes(problems[0]!.error.message, "the deployment is closed");
  assertEquals(filesUnder(root), []);
  await deployment.close();
  await Deno.remove(root, { recursive: true });
});
