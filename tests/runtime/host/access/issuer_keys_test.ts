import { assert, assertEquals, assertRejects } from "@std/assert";
import { errors, type JSONWebKeySet } from "jose";
import { IssuerKeys } from "../../../../runtime/host/access/issuer_keys.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { recordingLogger } from "../../../tools/recording_logger.ts";
import { type SigningKey, signingKey } from "./token_issuer.ts";

const HOUR_MS = 3_600_000;

/** The keys of an issuer that may be away, and a clock. */
async function issuer(first: SigningKey) {
  const state = { ms: 0, key: first, isAway: false, asked: 0 };
  const { log, warnings } = recordingLogger();
  const keys = await IssuerKeys.open({
    find: (): Promise<JSONWebKeySet> => {
      state.asked++;
      return state.isAway
        ? Promise.reject(new ConfigurationError("Cannot find the keys"))
        : Promise.resolve({ keys: [state.key.jwk] });
    },
    log,
    now: () => state.ms,
  });
  const has = async (kid: string) => {
    await keys.keyFor({ alg: "ES256", kid }, {
      payload: "",
      signature: "",
    });
  };
  return { state, keys, has, warnings };
}

Deno.test("a key that is not known is asked for, but not often", async () => {
  const [first, second] = [await signingKey("a"), await signingKey("b")];
  const { state, has } = await issuer(first);
  await has("a");
  assertEquals(state.asked, 1);
  state.key = second;
  state.ms += 29_000;
  await assertRejects(() => has("b"), errors.JWKSNoMatchingKey);
  assertEquals(state.asked, 1);
  state.ms += 2000;
  // Those who ask at once wait for one answer.
  await Promise.all([has("b"), has("b"), has("b")]);
  assertEquals(state.asked, 2);
  await assertRejects(() => has("a"), errors.JWKSNoMatchingKey);
  await assertRejects(() => has("made up"), errors.JWKSNoMatchingKey);
  assertEquals(state.asked, 2);
});

Deno.test("keys that are known serve while the issuer is away, for a day", async () => {
  const { state, keys, has, warnings } = await issuer(await signingKey("a"));
  state.isAway = true;
  for (let hour = 1; hour < 24; hour++) {
    state.ms = hour * HOUR_MS;
    await has("a");
  }
  assertEquals([state.asked, warnings.length], [23, 22]);
  state.ms = 24 * HOUR_MS;
  await assertRejects(() => has("a"), Error, "too long ago");
  state.ms += HOUR_MS;
  state.isAway = false;
  await has("a");
  assert(keys.areTrusted());
});

Deno.test("a host that was not asked for a day finds the keys first", async () => {
  const { state, has } = await issuer(await signingKey("a"));
  state.ms = 48 * HOUR_MS;
  await has("a");
  assertEquals(state.asked, 2);
});

Deno.test("keys are found again when that is asked for, and each time is another version", async () => {
  const { state, keys, has } = await issuer(await signingKey("a"));
  state.key = await signingKey("b");
  const { version } = keys;
  await keys.renew();
  await has("b");
  assertEquals(keys.version, version + 1);
  state.isAway = true;
  await assertRejects(() => keys.renew(), ConfigurationError);
  await has("b");
  assertEquals(keys.version, version + 1);
});
