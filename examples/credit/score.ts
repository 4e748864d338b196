/**
 * A scoring module: a small scorecard for credit applications. It logs what it
 * was asked and what it answered under the application's own id, so that both
 * can be joined later with what became of the credit.
 *
 * @module
 */
import {
  BasicCorrelationContext,
  Collector,
  DataFrame,
  type InitContext,
} from "@samla/samla";
import * as v from "valibot";

/** One application; several are scored in one request. */
interface Application {
  readonly "application_id": string;
  readonly age: number;
  readonly income: number;
  readonly debt: number;
  readonly employed: boolean;
}

/** The probability that one application defaults. */
interface Score {
  readonly "application_id": string;
  readonly probability: number;
}

/** What a request holds: it is validated before `run` sees it. */
export const input: v.GenericSchema<{ data: Application[] }> = v.object({
  data: v.pipe(
    v.array(v.object({
      "application_id": v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
      age: v.pipe(v.number(), v.integer(), v.minValue(18), v.maxValue(120)),
      income: v.pipe(v.number(), v.minValue(0)),
      debt: v.pipe(v.number(), v.minValue(0)),
      employed: v.boolean(),
    })),
    v.minLength(1),
    v.maxLength(1000),
  ),
});

/** What the answer holds: it is described in `/swagger.json`. */
export const output: v.GenericSchema<Score[]> = v.array(
  v.object({ "application_id": v.string(), probability: v.number() }),
);

const WEIGHTS = { intercept: -1.2, age: -0.02, debtRatio: 2.4, employed: -0.9 };

let inputs: Collector;
let outputs: Collector;

/** Called once, before the first request. */
export function init({ log }: InitContext): void {
  inputs = new Collector({ name: "model_inputs" });
  outputs = new Collector({ name: "model_outputs" });
  log.info("The scorecard is ready");
}

/** Called for every request, with the validated body. */
export function run({ data }: { data: Application[] }): Score[] {
  const id = data[0]!.application_id;
  const context = inputs.collect(
    DataFrame.fromRecords(data.map((application) => ({ ...application }))),
    new BasicCorrelationContext({ id }),
  );
  const answer = data.map((application) => ({
    "application_id": application.application_id,
    probability: probabilityOfDefault(application),
  }));
  outputs.collect(DataFrame.fromRecords(answer), context);
  return answer;
}

function probabilityOfDefault(application: Application): number {
  const { age, income, debt, employed } = application;
  const debtRatio = Math.min(debt / Math.max(income, 1), 5);
  const score = WEIGHTS.intercept + WEIGHTS.age * (age - 40) +
    WEIGHTS.debtRatio * debtRatio + (employed ? WEIGHTS.employed : 0);
  return 1 / (1 + Math.exp(-score));
}
