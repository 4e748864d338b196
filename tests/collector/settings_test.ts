import { assertEquals, assertThrows } from "@std/assert";
import { COLLECTOR_SETTINGS } from "../../collector/collector_settings.ts";
import { collectEverything } from "../../collector/config.ts";
import { parseMdcConfig } from "../../collector/mdc_config.ts";
import {
  collectorSettingsOf,
  withCollectorSettings,
} from "../../collector/settings.ts";

Deno.test("parseMdcConfig() reads what Azure writes for AZUREML_MDC_CONFIG_PATH", () => {
  const config = parseMdcConfig(
    JSON.stringify({
      runMode: "cloud",
      collections: {
        model_inputs: { enabled: true, sampleRatePercentage: 25 },
        model_outputs: { enabled: true, "sampling_percentage": 50 },
        request: { enabled: false },
      },
      captureHeaders: ["X-Tenant"],
    }),
    "/etc/mdc-config.json",
  );
  assertEquals(
    config.collections.map(({ name, enabled, samplingRate }) => [
      name,
      enabled,
      samplingRate,
    ]),
    [["model_inputs", true, 0.25], ["model_outputs", true, 0.5], [
      "request",
      false,
      1,
    ]],
  );
  assertEquals(config.captureHeaders, ["x-tenant"]);
});

Deno.test("parseMdcConfig() names what it cannot use", () => {
  const cases: [string, string][] = [
    ["{", "Cannot read mdc.json: it is not JSON"],
    [
      '{"collections":{"a":{"enabled":1}}}',
      'for "mdc.json.collections.a.enabled"',
    ],
    ['{"collections":{"a":{"sampleRatePercentage":101}}}', "from 0 to 100"],
    ['{"collections":{},"other":1}', 'Cannot use "mdc.json.other"'],
    ["[]", "expected a mapping of runMode, collections"],
  ];
  for (const [text, expected] of cases) {
    assertThrows(() => parseMdcConfig(text, "mdc.json"), TypeError, expected);
  }
});

Deno.test("withCollectorSettings() replaces what flags and variables say, and nothing else", () => {
  const config = collectEverything();
  assertEquals(withCollectorSettings(config, {}, "flags"), config);
  const settings = collectorSettingsOf({
    SAMLA_SAMPLING_RATE: "0.5",
    SAMLA_ROLLING_RATE: "Day",
    SAMLA_DURABILITY: "disk",
    SAMLA_KEEP_LOCAL: "True",
    SAMLA_MAX_DISK_BYTES: "1000",
    HOME: "/root",
  });
  const changed = withCollectorSettings(config, settings, "environment");
  assertEquals(changed.collections.map(({ samplingRate }) => samplingRate), [
    0.5,
    0.5,
  ]);
  assertEquals(
    [changed.rollingRate, changed.durability, changed.keepLocal],
    ["day", "disk", true],
  );
  assertEquals(changed.maxDiskBytes, 1000);
  assertEquals(changed.largePayloadBytes, config.largePayloadBytes);
});

Deno.test("withCollectorSettings() names what it cannot use", () => {
  const cases: [Record<string, string>, string][] = [
    [{ sampling_rate: "2" }, 'Cannot use 2 for "flags.sampling_rate"'],
    [{ sampling_rate: "" }, 'Cannot use "" for "flags.sampling_rate"'],
    [{ durability: "tape" }, "expected one of process, disk, memory"],
    [{ max_disk_bytes: "1GB" }, "expected a whole number, 0 or more"],
  ];
  for (const [settings, expected] of cases) {
    assertThrows(
      () => withCollectorSettings(collectEverything(), settings, "flags"),
      TypeError,
      expected,
    );
  }
});

Deno.test("docs/collect.md lists every setting with its sentence and default, and no other", async () => {
  const readme = await Deno.readTextFile(
    new URL("../../docs/collect.md", import.meta.url),
  );
  const [, table = ""] = readme.split(/^\| setting .*\n.*\n/m);
  const [lines = ""] = table.split("\n\n");
  assertEquals(
    lines.split("\n").map((line) => line.split("|").map((cell) => cell.trim()))
      .toSorted(),
    Object.values(COLLECTOR_SETTINGS).map((
      { name, help, default: value },
    ) => ["", `\`${name}\``, help, String(value ?? "none"), ""]).toSorted(),
  );
});
