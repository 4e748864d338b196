import { assertEquals, assertStringIncludes } from "@std/assert";
import { compareAnswers } from "../../../../runtime/host/replay/compare_answers.ts";
import {
  ReplayReport,
  reportJson,
  reportText,
} from "../../../../runtime/host/replay/replay_report.ts";

function filled(): ReplayReport {
  const report = new ReplayReport();
  report.read = 6;
  report.compared(compareAnswers([1], [1], 0), "a");
  report.compared(compareAnswers([2], [1], 0), "b");
  report.failed("status 500", "c");
  report.failed("status 500", "d");
  report.uncompared();
  report.unsendable();
  for (const ms of [3, 1, 2]) report.answered(ms);
  return report;
}

Deno.test("ReplayReport counts each that was read once", () => {
  const { read, ...others } = filled().counts;
  assertEquals(Object.values(others).reduce((sum, each) => sum + each), read);
  assertEquals(others, {
    equal: 1,
    different: 1,
    failed: 2,
    notCompared: 1,
    notSent: 1,
  });
});

Deno.test("ReplayReport is read by people, and by programs", () => {
  const text = reportText(filled());
  assertStringIncludes(text, "6 recorded: 1 equal, 1 different, 2 failed");
  assertStringIncludes(text, "2 × status 500");
  assertStringIncludes(text, "greatest difference 1 (0.5 of the value)");
  assertStringIncludes(text, "2.0 ms (median)");
  assertStringIncludes(text, "b: differs at [0]");
  const { findings, ...numbers } = JSON.parse(reportJson(filled()));
  assertEquals(findings.length, 3);
  assertEquals(numbers.failures, { "status 500": 2 });
  assertEquals([numbers.greatestRelative, numbers.medianMs], [0.5, 2]);
});
