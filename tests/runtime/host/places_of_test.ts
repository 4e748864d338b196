import { assertEquals } from "@std/assert";
import { parseDatastoreUrl } from "../../../collector/host/shipping/destination_kinds.ts";
import { placesOf } from "../../../runtime/host/places_of.ts";

const NAMES = { endpoint: "iris", deployment: "blue" };
const URI = "azureml://datastores/ds/paths/modelDataCollector/iris/blue";

Deno.test("events of a host that ships nothing come from a workspace without a name", () => {
  const { source, payloadUrl } = placesOf(NAMES);
  assertEquals(
    source,
    "/subscriptions//resourceGroups//providers/Microsoft.MachineLearningServices/workspaces//onlineEndpoints/iris/deployments/blue",
  );
  assertEquals(payloadUrl?.(URI), URI);
});

Deno.test("events name the workspace and the container, without its secret, where these are known", () => {
  const { source, payloadUrl } = placesOf({
    ...NAMES,
    shipping: {
      datastores: {
        ds: parseDatastoreUrl(
          "https://mine.blob.core.windows.net/data/folder/?sig=secret",
        ),
        disk: parseDatastoreUrl("file:///tmp/there"),
      },
      workspace:
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w",
    },
  });
  assertEquals(
    source,
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/iris/deployments/blue",
  );
  assertEquals(
    payloadUrl?.(URI),
    "https://mine.blob.core.windows.net/data/folder/modelDataCollector/iris/blue",
  );
  for (const name of ["disk", "unknown"]) {
    const uri = `azureml://datastores/${name}/paths/x`;
    assertEquals(payloadUrl?.(uri), uri);
  }
});
