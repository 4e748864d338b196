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
const Application = v.object({
  "application_id": v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  age: v.pipe(v.number(), v.integer(), v.minValue(18), v.maxValue(120)),
  income: v.pipe(v.number(), v.minValue(0)),
  debt: v.pipe(v.number(), v.minValue(0)),
  employed: v.boolean(),
});

/** What a request holds. */
export const input = v.object({
  data: v.pipe(v.array(Application), v.minLength(1), v.maxLength(1000)),
});

/** What the answer holds: the probability of default of each application. */
export const output = v.array(
  v.object({ "application_id": v.string(), probability: v.number() }),
);

const WEIGHTS = { intercept: -1.2, age: -0.02, debtRatio: 2.4, employed: -0.9 };

let inputs: Collector;
let outputs: Collector;

/** Called once, before the first request. */
export function init({ log }: InitContext) {
  inputs = new Collector({ name: "model_inputs" });
  outputs = new Collector({ name: "model_outputs" });
  log.info("The scorecard is ready");
}

/** Called for every request, with the validated body. */
export function run({ data }: v.InferOutput<typeof input>) {
  const id = data[0]!.application_id;
  const context = inputs.collect(
    DataFrame.fromRecords(data),
    new BasicCorrelationContext({ id }),
  );
  const answer = data.map((application) => ({
    "application_id": application.application_id,
    probability: probabilityOfDefault(application),
  }));
  outputs.collect(DataFrame.fromRecords(answer), context);
  return answer;
}

function probabilityOfDefault(
  application: v.InferOutput<typeof Application>,
): number {
  const { age, income, debt, employed } = application;
  const debtRatio = Math.min(debt / Math.max(income, 1), 5);
  const score = WEIGHTS.intercept + WEIGHTS.age * (age - 40) +
    WEIGHTS.debtRatio * debtRatio + (employed ? WEIGHTS.employed : 0);
  return 1 / (1 + Math.exp(-score));
}
