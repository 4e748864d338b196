import { assertEquals } from "@std/assert";
import { nearestWord } from "../../ground/nearest_word.ts";

const KEYS = ["enabled", "sampling_rate", "data", "rolling_rate"];

for (
  const [written, meant] of [
    ["enabeld", "enabled"],
    ["enabld", "enabled"],
    ["Enabled", "enabled"],
    ["sampling-rate", "sampling_rate"],
    ["samplingrate", "sampling_rate"],
    ["sample_rate", "sampling_rate"],
    ["date", "data"],
    ["dta", "data"],
    ["instance", undefined],
    ["x", undefined],
    ["", undefined],
  ] as const
) {
  Deno.test(`nearestWord() takes "${written}" for ${meant ?? "nothing"}`, () => {
    assertEquals(nearestWord(written, KEYS), meant);
  });
}
