import { type ProjectFiles, SCRIPT_FILES } from "./script_files.ts";

/** A project with a script whose requests are validated before it sees them. */
export const VALIBOT_FILES: ProjectFiles = {
  ...SCRIPT_FILES,
  "score.ts": `import { Collector, DataFrame } from "@samla/samla";
import * as v from "valibot";

/** What a request holds; it is described in /swagger.json, with its example. */
export const input = v.pipe(
  v.object({
    data: v.array(v.object({ age: v.number(), income: v.number() })),
  }),
  v.examples([{ data: [{ age: 31, income: 42000 }] }]),
);

/** What the answer holds. */
export const output = v.array(v.number());

let inputs: Collector;
let outputs: Collector;

/** Called once, before the first request. */
export function init(): void {
  inputs = new Collector({ name: "model_inputs" });
  outputs = new Collector({ name: "model_outputs" });
}

/** Called for every request, with the validated body. */
export function run({ data }: v.InferOutput<typeof input>): number[] {
  const context = inputs.collect(DataFrame.fromRecords(data));
  const scores = data.map(({ age, income }) => age / 100 + income / 100000);
  outputs.collect(DataFrame.fromColumns({ score: scores }), context);
  return scores;
}
`,
  "requests/one-row.json": `{ "data": [{ "age": 50, "income": 25000 }] }
`,
  "requests/one-row.answer.json": `[0.75]
`,
};
