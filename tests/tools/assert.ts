/**
 * Assertions under the names of Deno's standard library, over `node:assert`.
 * `deno.json` maps `@std/assert` here, so that one line changes to use that
 * library itself.
 *
 * @module
 */
import assertion from "node:assert/strict";

/** A class of errors, for {@linkcode assertThrows} and {@linkcode assertRejects}. */
// deno-lint-ignore no-explicit-any -- a constructor of any arguments has no other spelling
export type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/** Fails unless the value is truthy. */
export function assert(value: unknown, message?: string): asserts value {
  assertion.ok(value, message);
}

/** Fails unless the value is falsy. */
export function assertFalse(value: unknown, message?: string): void {
  assertion.ok(!value, message);
}

/** Fails unless the two are deeply equal. */
export function assertEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  assertion.deepStrictEqual(actual, expected, message);
}

/** Fails if the two are deeply equal. */
export function assertNotEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  assertion.notDeepStrictEqual(actual, expected, message);
}

/** Fails unless the two are the same value. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  assertion.strictEqual(actual, expected, message);
}

/** Fails if the value is `null` or `undefined`. */
export function assertExists<T>(
  value: T,
  message?: string,
): asserts value is NonNullable<T> {
  assertion.ok(value !== null && value !== undefined, message);
}

/** Fails unless the value is an instance of the class. */
export function assertInstanceOf<T>(
  value: unknown,
  // deno-lint-ignore no-explicit-any -- a constructor of any arguments has no other spelling
  expected: abstract new (...args: any[]) => T,
  message?: string,
): asserts value is T {
  assertion.ok(value instanceof expected, message);
}

/** Fails unless the text matches. */
export function assertMatch(
  actual: string,
  expected: RegExp,
  message?: string,
): void {
  assertion.match(actual, expected, message);
}

/** Fails unless the text has the other in it. */
export function assertStringIncludes(
  actual: string,
  expected: string,
  message?: string,
): void {
  assertion.ok(
    actual.includes(expected),
    message ??
      `Expected ${JSON.stringify(actual)} to include ${
        JSON.stringify(expected)
      }`,
  );
}

/** Fails unless the two numbers are within the tolerance (default 1e-7). */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance = 1e-7,
): void {
  if (Object.is(actual, expected)) return;
  assertion.ok(
    Math.abs(actual - expected) <= tolerance,
    `Expected ${actual} to be within ${tolerance} of ${expected}`,
  );
}

/** Fails unless the function throws such an error; returns it. */
export function assertThrows<E extends Error = Error>(
  body: () => unknown,
  errorClass?: ErrorClass<E>,
  includes?: string,
): E {
  let thrown: unknown;
  let threw = false;
  try {
    body();
  } catch (error) {
    thrown = error;
    threw = true;
  }
  assertion.ok(threw, "Expected the function to throw");
  return checkError(thrown, errorClass, includes);
}

/** Fails unless the promise rejects with such an error; resolves to it. */
export async function assertRejects<E extends Error = Error>(
  body: () => PromiseLike<unknown>,
  errorClass?: ErrorClass<E>,
  includes?: string,
): Promise<E> {
  let thrown: unknown;
  let threw = false;
  try {
    await body();
  } catch (error) {
    thrown = error;
    threw = true;
  }
  assertion.ok(threw, "Expected the promise to be rejected");
  return checkError(thrown, errorClass, includes);
}

function checkError<E extends Error>(
  thrown: unknown,
  errorClass?: ErrorClass<E>,
  includes?: string,
): E {
  assertion.ok(thrown instanceof Error, `Expected an Error, got ${thrown}`);
  if (errorClass !== undefined) {
    assertion.ok(
      thrown instanceof errorClass,
      `Expected ${errorClass.name}, got ${thrown.stack}`,
    );
  }
  if (includes !== undefined) assertStringIncludes(thrown.message, includes);
  return thrown as E;
}
