import type { ServePlan } from "../plan.ts";

/**
 * What one of several workers serves of a plan: the same, with its part of the
 * requests that are answered at once.
 *
 * @param plan What all of them serve.
 * @param worker Which of them it is, from 0.
 * @param count How many there are, no more than requests at once.
 * @returns Its part.
 */
export function workersPart(
  plan: ServePlan,
  worker: number,
  count: number,
): ServePlan {
  const { maxConcurrentRequests: atOnce } = plan;
  if (atOnce === undefined) return plan;
  const more = worker < atOnce % count ? 1 : 0;
  return {
    ...plan,
    maxConcurrentRequests: Math.floor(atOnce / count) + more,
  };
}
