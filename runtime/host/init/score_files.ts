import { type ProjectFiles, SCRIPT_FILES } from "./script_files.ts";

/** A project with a script that is given the body's text. */
export const SCORE_FILES: ProjectFiles = {
  ...SCRIPT_FILES,
  "score.ts": `import { Collector, DataFrame } from "@samla/samla";

let inputs: Collector;
let outputs: Collector;

/** Called once, before the first request. */
export function init(): void {
  inputs = new Collector({ name: "model_inputs" });
  outputs = new Collector({ name: "model_outputs" });
}

/** Called for every request, with its body. */
export function run(body: string): Record<string, unknown> {
  const { data } = JSON.parse(body);
  const input = DataFrame.fromColumns(data);
  const context = inputs.collect(input);
  const rows = input.toSplit().data;
  const output = DataFrame.fromColumns({
    sum: rows.map((row) => Number(row[0]) + Number(row[1])),
  });
  outputs.collect(output, context);
  return output.toColumns();
}
`,
  "requests/two-rows.json": `{ "data": { "a": [1, 2], "b": [10, 20] } }
`,
  "requests/two-rows.answer.json": `{ "sum": [11, 22] }
`,
};
