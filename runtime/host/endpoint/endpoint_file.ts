import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { LineCounter, parseDocument } from "yaml";
import { isPathSegment } from "../../../collector/path_segment.ts";
import { nearestWord } from "../../../ground/nearest_word.ts";
import type { TrafficRules } from "../../traffic_split.ts";
import {
  ConfigurationError,
  configurationReason,
} from "../configuration_error.ts";
import { yamlLine } from "../yaml_line.ts";

/** What an endpoint's YAML says. */
export interface EndpointFile extends TrafficRules {
  /** `name`: the endpoint. */
  readonly name: string;
  /** `auth_mode`: how who asks is known; absent if it does not say. */
  readonly authMode: "key" | "aml_token" | "aad_token" | undefined;
  /** Keys that mean something to Azure and nothing to this host. */
  readonly ignoredKeys: readonly string[];
}

const PERCENTAGES = v.record(
  v.string(),
  v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
);

const ENDPOINT = v.looseObject({
  name: v.pipe(v.string(), v.check(isPathSegment, "a name")),
  "auth_mode": v.optional(
    v.pipe(
      v.string(),
      v.toLowerCase(),
      v.picklist(["key", "aml_token", "aad_token"]),
    ),
  ),
  traffic: v.optional(PERCENTAGES),
  "mirror_traffic": v.optional(PERCENTAGES),
});

/** Keys of both kinds of endpoint that mean nothing here. */
const AZURE_KEYS: ReadonlySet<string> = new Set([
  "$schema",
  "compute",
  "description",
  "identity",
  "kind",
  "location",
  "properties",
  "public_network_access",
  "tags",
  "type",
]);

const MAX_ALIASES = 20;
const WHOLE = 100;
/** The most that Azure lets a mirror have. */
const MOST_MIRRORED = 50;

/**
 * Whether a YAML is that of an endpoint: it says how traffic is split, or who
 * may ask, which no deployment does.
 *
 * @param path The file.
 * @returns Whether it is; false too where it cannot be read.
 */
export async function isEndpointFile(path: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => "");
  return /^(?:traffic|mirror_traffic|auth_mode)\s*:/m.test(text);
}

/**
 * Reads an endpoint's YAML as `az ml online-endpoint create -f` takes it.
 *
 * @param path The file.
 * @param deployments The deployments that are served.
 * @returns What it says; all traffic goes to the first deployment where it says nothing of traffic.
 * @throws {ConfigurationError} If it cannot be read, or a key or value is wrong, with its line.
 */
export async function readEndpointFile(
  path: string,
  deployments: readonly string[],
): Promise<EndpointFile> {
  const refuse = (why: string) =>
    new ConfigurationError(`Cannot read ${path}: ${why}`);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw refuse(configurationReason(error));
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw refuse(`line ${line} is not valid YAML, ${error.message}`);
  }
  const lineOf = (...keys: readonly string[]) =>
    `line ${yamlLine(document, lines, keys)}`;
  const parsed = v.safeParse(
    ENDPOINT,
    document.toJS({ maxAliasCount: MAX_ALIASES }),
  );
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const keys = issue.path?.map(({ key }) => String(key)) ?? [];
    if (issue.received === "undefined") {
      throw refuse(`the key "${keys.join(".")}" is missing`);
    }
    throw refuse(
      `${lineOf(...keys)}, "${
        keys.join(".") || "the file"
      }" is ${issue.received}, expected ${
        issue.expected ?? issue.message
      } as an endpoint has it`,
    );
  }
  const { output } = parsed;
  const unknown = Object.keys(output).find((key) =>
    !(key in ENDPOINT.entries) && !AZURE_KEYS.has(key)
  );
  if (unknown !== undefined) {
    const near = nearestWord(unknown, [
      ...Object.keys(ENDPOINT.entries),
      ...AZURE_KEYS,
    ]);
    throw refuse(
      `${lineOf(unknown)} has the key "${unknown}", which no endpoint has; ${
        near === undefined ? "check its spelling" : `did you mean "${near}"?`
      }`,
    );
  }
  const traffic = output.traffic ?? { [deployments[0]!]: WHOLE };
  const mirrorTraffic = output.mirror_traffic ?? {};
  for (
    const [key, shares] of [
      ["traffic", traffic],
      ["mirror_traffic", mirrorTraffic],
    ] as const
  ) {
    const stranger = Object.keys(shares).find((name) =>
      !deployments.includes(name)
    );
    if (stranger === undefined) continue;
    throw refuse(
      `${
        lineOf(key, stranger)
      }, "${key}" names the deployment "${stranger}", which is not served: ${
        deployments.join(", ")
      } are`,
    );
  }
  const sum = Object.values(traffic).reduce((all, share) => all + share, 0);
  if (sum !== 0 && sum !== WHOLE) {
    throw refuse(
      `${
        lineOf("traffic")
      }, "traffic" adds up to ${sum}, expected ${WHOLE}, or 0`,
    );
  }
  const mirrors = Object.entries(mirrorTraffic)
    .filter(([, share]) => share > 0);
  const [mirror] = mirrors;
  if (mirrors.length > 1 || (mirror?.[1] ?? 0) > MOST_MIRRORED) {
    throw refuse(
      `${
        lineOf("mirror_traffic")
      }, "mirror_traffic" may give one deployment up to ${MOST_MIRRORED} percent`,
    );
  }
  if (mirror !== undefined && (traffic[mirror[0]] ?? 0) > 0) {
    throw refuse(
      `${lineOf("mirror_traffic", mirror[0])}, the deployment "${
        mirror[0]
      }" has traffic of its own: it may have either`,
    );
  }
  return {
    name: output.name,
    authMode: output.auth_mode,
    traffic,
    mirrorTraffic: Object.fromEntries(mirrors),
    ignoredKeys: Object.keys(output).filter((key) =>
      AZURE_KEYS.has(key) && key !== "$schema"
    ),
  };
}
