import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  parseDatastoreUri,
  parseWorkspaceId,
} from "../../collector/datastore_uri.ts";
import {
  parseContainerLocation,
  parseDatastoreFlag,
} from "../../collector/host/shipping/container_location.ts";
import { periodEndMs } from "../../collector/period_end.ts";

Deno.test("a datastore URI is read in both forms", () => {
  assertEquals(parseDatastoreUri("azureml://datastores/ds/paths/a/b/"), {
    datastore: "ds",
    path: "a/b",
  });
  for (const groups of ["resourcegroups", "resourceGroups"]) {
    assertEquals(
      parseDatastoreUri(
        `azureml://subscriptions/s/${groups}/g/workspaces/w/datastores/ds/paths/a`,
      ),
      {
        datastore: "ds",
        path: "a",
        workspace: { subscription: "s", resourceGroup: "g", workspace: "w" },
      },
    );
  }
});

Deno.test("what is not a datastore URI is refused by name", () => {
  for (
    const uri of [
      "azureml://datastores/ds/paths/",
      "azureml://datastores/ds/paths/a/../../b",
      "azureml://datastores/ds",
      "azureml://jobs/j/outputs/o/paths/p",
      "https://account.blob.core.windows.net/container",
    ]
  ) {
    const error = assertThrows(() => parseDatastoreUri(uri), RangeError);
    assertStringIncludes(error.message, uri);
  }
});

Deno.test("a workspace is read from its resource id", () => {
  const workspace = { subscription: "s", resourceGroup: "g", workspace: "w" };
  for (
    const id of [
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w",
      "azureml://subscriptions/s/resourcegroups/g/workspaces/w",
    ]
  ) assertEquals(parseWorkspaceId(id), workspace);
  assertThrows(() => parseWorkspaceId("w"), RangeError);
});

Deno.test("a container is read from its URL, and its secret apart", () => {
  assertEquals(
    parseContainerLocation(
      "https://account.blob.core.windows.net/container/a/b%20c?sv=1&sig=secret",
    ),
    {
      url: "https://account.blob.core.windows.net/container",
      account: "account",
      prefix: "a/b c",
      sas: "sv=1&sig=secret",
    },
  );
  assertEquals(parseContainerLocation("http://127.0.0.1:10000/dev/container"), {
    url: "http://127.0.0.1:10000/dev/container",
    account: "dev",
    prefix: "",
    sas: undefined,
  });
  for (
    const url of [
      "nonsense?sig=secret",
      "https://account.blob.core.windows.net?sig=secret",
      "ftp://account/container?sig=secret",
      "https://user:secret@account.blob.core.windows.net/container",
    ]
  ) {
    const { message } = assertThrows(
      () => parseContainerLocation(url),
      RangeError,
    );
    assert(!message.includes("secret"), message);
  }
});

Deno.test("a datastore flag has a name and a URL", () => {
  assertEquals(parseDatastoreFlag("ds=https://a/b?c=d"), [
    "ds",
    "https://a/b?c=d",
  ]);
  assertThrows(() => parseDatastoreFlag("https://a/b"), RangeError);
});

Deno.test("a period ends where the next one begins", () => {
  for (
    const [period, end] of [
      ["2026", "2027-01-01T00:00:00Z"],
      ["2026/12", "2027-01-01T00:00:00Z"],
      ["2028/02/29", "2028-03-01T00:00:00Z"],
      ["2026/12/31/23", "2027-01-01T00:00:00Z"],
      ["2026/09/30/09/59", "2026-09-30T10:00:00Z"],
    ] as const
  ) assertEquals(periodEndMs(period), Date.parse(end), period);
  for (const other of ["", "model_inputs", "2026/9", "2026/09/30/09/59/01"]) {
    assertEquals(periodEndMs(other), undefined);
  }
});
