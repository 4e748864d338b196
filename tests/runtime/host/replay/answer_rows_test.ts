import { assertEquals } from "@std/assert";
import {
  alike,
  answerRows,
} from "../../../../runtime/host/replay/answer_rows.ts";

Deno.test("answerRows() reads an answer as outputs are collected", () => {
  assertEquals(answerRows([0, 1]), [{ "0": 0 }, { "0": 1 }]);
  assertEquals(answerRows([[0.1, 0.9]]), [{ "0": 0.1, "1": 0.9 }]);
  assertEquals(answerRows({ predictions: [{ a: 1 }] }), [{ a: 1 }]);
  assertEquals(answerRows({ score: 1 }), { score: 1 });
  assertEquals(answerRows("text"), "text");
});

Deno.test("alike() gives one column one name", () => {
  assertEquals(alike([{ price: 1 }], [{ "0": 2 }]), [
    [{ price: 1 }],
    [{ price: 2 }],
  ]);
  const two = [{ a: 1, b: 2 }];
  assertEquals(alike(two, [{ "0": 1, "1": 2 }]), [two, [{ "0": 1, "1": 2 }]]);
  assertEquals(alike([], []), [[], []]);
});
