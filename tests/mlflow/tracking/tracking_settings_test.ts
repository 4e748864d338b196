import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import { ModelError } from "../../../mlflow/errors.ts";
import {
  readTrackingSettings,
  type TrackingVariables,
} from "../../../mlflow/tracking/tracking_settings.ts";

const URL_ONLY = { MLFLOW_TRACKING_URI: "http://127.0.0.1:5000/" };
const FILE = `
; who I am
[other]
mlflow_tracking_username = nobody
[mlflow]
MLFLOW_tracking_username = me
mlflow_tracking_password: a=b%%c
`;

function basic(text: string): string {
  return `Basic ${btoa(text)}`;
}

const CASES: readonly {
  readonly label: string;
  readonly variables?: TrackingVariables;
  readonly file?: string;
  readonly authorization: string | undefined;
}[] = [
  { label: "nothing is nobody", authorization: undefined },
  {
    label: "a token is a bearer",
    variables: { MLFLOW_TRACKING_TOKEN: "t0" },
    authorization: "Bearer t0",
  },
  {
    label: "a user and a password win over a token",
    variables: {
      MLFLOW_TRACKING_TOKEN: "t0",
      MLFLOW_TRACKING_USERNAME: "me",
      MLFLOW_TRACKING_PASSWORD: "p:w",
    },
    authorization: basic("me:p:w"),
  },
  {
    label: "a user without a password is not one",
    variables: {
      MLFLOW_TRACKING_TOKEN: "t0",
      MLFLOW_TRACKING_USERNAME: "me",
    },
    authorization: "Bearer t0",
  },
  {
    label: "the credentials file is read as an INI file",
    file: FILE,
    authorization: basic("me:a=b%c"),
  },
  {
    label: "a variable wins over the credentials file",
    variables: { MLFLOW_TRACKING_PASSWORD: "mine" },
    file: FILE,
    authorization: basic("me:mine"),
  },
  {
    label: "a user in the address wins over all",
    variables: {
      MLFLOW_TRACKING_URI: "http://you:s%40t@127.0.0.1:5000",
      MLFLOW_TRACKING_TOKEN: "t0",
    },
    authorization: basic("you:s@t"),
  },
];

for (const { label, variables, file, authorization } of CASES) {
  Deno.test(label, () => {
    const settings = readTrackingSettings({ ...URL_ONLY, ...variables }, {
      credentialsFile: file ?? "",
    });
    assertEquals({ ...settings.tracking }, {
      url: "http://127.0.0.1:5000",
      authorization,
    });
    assertEquals(settings.registry, settings.tracking);
  });
}

Deno.test("a registry of its own is one", () => {
  const settings = readTrackingSettings({
    ...URL_ONLY,
    MLFLOW_REGISTRY_URI: "https://example.com/mlflow/",
  });
  assertEquals(settings.registry?.url, "https://example.com/mlflow");
});

Deno.test("a name that is not ASCII is sent as UTF-8", () => {
  const { tracking } = readTrackingSettings({
    ...URL_ONLY,
    MLFLOW_TRACKING_USERNAME: "Åsa",
    MLFLOW_TRACKING_PASSWORD: "ö",
  });
  assertEquals(tracking?.authorization, "Basic w4VzYTrDtg==");
});

Deno.test("what cannot be used is refused, and its value is not repeated", () => {
  for (
    const variables of [
      { MLFLOW_TRACKING_URI: "databricks://hunter2" },
      { MLFLOW_TRACKING_URI: "./hunter2" },
      { ...URL_ONLY, MLFLOW_TRACKING_TOKEN: "hunter2\n" },
    ]
  ) {
    const error = assertThrows(
      () => readTrackingSettings(variables),
      ModelError,
    );
    assertFalse(String(error).includes("hunter2"));
  }
});
