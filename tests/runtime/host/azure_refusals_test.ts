import { assertEquals } from "@std/assert";
import { azureRefusals } from "../../../runtime/host/azure_refusals.ts";

/** The kind of a deployment, what else is in it, and what Azure refuses there. */
const CASES: readonly (readonly [
  string,
  Readonly<Record<string, unknown>>,
  readonly string[],
])[] = [
  [
    "managed",
    { resources: {}, "scale_settings": { type: "TargetUtilization" } },
    ["resources", "scale_settings.type TargetUtilization"],
  ],
  ["managed", { "egress_public_network_access": "disabled" }, []],
  [
    "Kubernetes",
    { resources: {}, "scale_settings": { type: "target_utilization" } },
    [],
  ],
  [
    "kubernetes",
    { "private_network_connection": true, "scale_settings": { type: "x" } },
    ["private_network_connection"],
  ],
];
for (const [type, entries, refused] of CASES) {
  Deno.test(
    `azureRefusals() are ${refused.length} of a ${type} deployment with ${
      Object.keys(entries).join(" and ")
    }`,
    () => {
      assertEquals(
        azureRefusals({ type, ...entries }).map((each) =>
          each.split(" (", 1)[0]
        ),
        [...refused],
      );
    },
  );
}

Deno.test("azureRefusals() take a deployment that says no kind for a managed one", () => {
  assertEquals(azureRefusals({ resources: {} }), [
    "resources (there only with type: kubernetes)",
  ]);
});
