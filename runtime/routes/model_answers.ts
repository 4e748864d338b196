import { addIdHeaders } from "../request_ids.ts";
import type { AnswerHeaders, Route } from "./route.ts";
import { writeAnswer } from "./write_answer.ts";

/** For routes whose answers are just the model's, with the request's ids. */
export const MODEL_ANSWERS: Pick<Route, "headers" | "answered"> = {
  headers: (ids) => {
    const headers: AnswerHeaders = {};
    if (!("failure" in ids)) addIdHeaders(headers, ids);
    return headers;
  },
  answered: ({ answer }, headers) =>
    answer instanceof Response ? answer : writeAnswer(answer, headers),
};
