import * as v from "valibot";
import { isPathSegment } from "../../../collector/path_segment.ts";
import { honoured, told, toldMapping, type YamlKeys } from "./yaml_key.ts";
import {
  ANYTHING,
  COUNT,
  LABELS,
  oneOf,
  SCALAR,
  SWITCH,
  TEXT,
  WHOLE_NUMBER,
  type YamlType,
} from "./yaml_type.ts";

/** A name that can be a folder. */
export const NAME: YamlType<string> = {
  expects:
    'a string of at most 100 letters, digits, "_", "-" and ".", no bare year, and the first no "-" or "."',
  schema: v.pipe(v.string(), v.check(isPathSegment)),
};

const MODEL: YamlType<string> = {
  expects: "a path, azureml:<name>:<version>, a model URI",
  schema: v.string(),
};

const LABEL = "a label";
const WORKSPACE = "written by Azure";
const CODE = "code runs on Deno, with what its project names";
const ONE_HOST = "this is one host: --workers, or several hosts";
const NETWORK = "the network is that of this machine";
const PROBED = "whoever starts the host asks / and /ready as he likes";

function assetKeys(): YamlKeys {
  return {
    $schema: { fate: "silent", type: TEXT, note: "for editors" },
    name: told(TEXT, LABEL),
    version: told(SCALAR, LABEL),
    description: told(TEXT, LABEL),
    tags: told(LABELS, LABEL),
    properties: told(LABELS, LABEL),
    datastore: told(TEXT, "the files stay where they are"),
    id: told(TEXT, WORKSPACE),
    "creation_context": told(LABELS, WORKSPACE),
    "latest_version": told(SCALAR, WORKSPACE),
  };
}

function probe(): YamlKeys {
  return {
    "initial_delay": told(WHOLE_NUMBER, PROBED),
    period: told(WHOLE_NUMBER, PROBED),
    timeout: told(WHOLE_NUMBER, PROBED),
    "success_threshold": told(WHOLE_NUMBER, PROBED),
    "failure_threshold": told(WHOLE_NUMBER, PROBED),
  };
}

function route(): YamlKeys {
  return {
    port: { ...told(WHOLE_NUMBER, CODE), isRequired: true },
    path: { ...told(TEXT, CODE), isRequired: true },
  };
}

function resources(): YamlKeys {
  return {
    cpu: told(TEXT, ONE_HOST),
    memory: told(TEXT, ONE_HOST),
    gpu: told(TEXT, ONE_HOST),
    "nvidia.com/gpu": told(TEXT, ONE_HOST),
  };
}

/**
 * Every key of `managedOnlineDeployment` and `kubernetesOnlineDeployment`.
 *
 * @returns The keys.
 */
export function deploymentKeys(): YamlKeys {
  return {
    $schema: { fate: "silent", type: TEXT, note: "for editors" },
    name: honoured(NAME, "the deployment; --deployment wins"),
    "endpoint_name": honoured(NAME, "the endpoint; --endpoint wins"),
    description: told(TEXT, LABEL),
    tags: told(LABELS, LABEL),
    properties: told(LABELS, LABEL),
    id: told(TEXT, WORKSPACE),
    "provisioning_state": told(TEXT, WORKSPACE),
    "creation_context": told(LABELS, WORKSPACE),
    type: {
      fate: "silent",
      type: oneOf("managed", "kubernetes"),
      note: "one host serves both; which of Azure's keys go with it is told",
    },
    model: {
      fate: "honoured",
      type: MODEL,
      note: "what is served, or what a script finds in context.modelDir",
      keys: {
        ...assetKeys(),
        path: {
          ...honoured(TEXT, "where the model is"),
          isRequired: true,
        },
        type: honoured(
          oneOf("custom_model", "mlflow_model", "triton_model"),
          "triton_model is refused without a script; MLmodel decides otherwise",
        ),
        flavors: told(LABELS, "MLmodel says them"),
        "job_name": told(TEXT, WORKSPACE),
        "utc_time_created": told(ANYTHING, WORKSPACE),
        "intellectual_property": told(LABELS, WORKSPACE),
      },
    },
    "model_mount_path": told(TEXT, "the model stays where it is"),
    "code_configuration": {
      fate: "honoured",
      note: "the script; without it the model is served",
      keys: {
        $schema: { fate: "silent", type: TEXT, note: "for editors" },
        code: { ...honoured(TEXT, "the script's folder"), isRequired: true },
        "scoring_script": {
          ...honoured(TEXT, "the script, a module for Deno"),
          isRequired: true,
        },
      },
    },
    "environment_variables": {
      fate: "honoured",
      note: "variables of the script",
      each: honoured(
        SCALAR,
        "the value; a secret of Azure's is taken from the variable of that name, and refused where there is none",
      ),
    },
    environment: {
      fate: "told",
      type: TEXT,
      note: CODE,
      keys: {
        ...assetKeys(),
        image: told(TEXT, CODE),
        "conda_file": told(ANYTHING, CODE),
        build: toldMapping({
          path: told(TEXT, CODE),
          "dockerfile_path": told(TEXT, CODE),
        }, CODE),
        "os_type": told(oneOf("linux", "windows"), CODE),
        "inference_config": toldMapping({
          "liveness_route": { ...toldMapping(route(), CODE), isRequired: true },
          "readiness_route": {
            ...toldMapping(route(), CODE),
            isRequired: true,
          },
          "scoring_route": { ...toldMapping(route(), CODE), isRequired: true },
        }, CODE),
        "auto_delete_setting": told(LABELS, WORKSPACE),
      },
    },
    "instance_type": told(TEXT, ONE_HOST),
    "instance_count": told(WHOLE_NUMBER, ONE_HOST),
    "app_insights_enabled": {
      ...told(SWITCH, "OTEL_EXPORTER_OTLP_ENDPOINT, for OpenTelemetry"),
      quietFor: false,
    },
    "scale_settings": toldMapping({
      type: {
        ...told(oneOf("default", "target_utilization"), ONE_HOST),
        isRequired: true,
      },
      "min_instances": told(WHOLE_NUMBER, ONE_HOST),
      "max_instances": told(WHOLE_NUMBER, ONE_HOST),
      "target_utilization_percentage": told(WHOLE_NUMBER, ONE_HOST),
      "polling_interval": told(WHOLE_NUMBER, ONE_HOST),
    }, ONE_HOST),
    "request_settings": {
      fate: "honoured",
      note: "limits of requests",
      keys: {
        "request_timeout_ms": honoured(
          COUNT,
          "how long one may take; --timeout-ms wins",
        ),
        "max_concurrent_requests_per_instance": honoured(
          COUNT,
          "how many are answered at once; --max-concurrent-requests wins",
        ),
        "max_queue_wait_ms": honoured(
          COUNT,
          "how long one more may wait; --max-queue-wait-ms wins",
        ),
      },
    },
    "liveness_probe": toldMapping(probe(), PROBED),
    "readiness_probe": toldMapping(probe(), PROBED),
    "data_collector": {
      fate: "honoured",
      note: "what is collected; settings of this collector may stand here too",
      isCheckedLater: true,
      keys: {
        collections: {
          fate: "honoured",
          note: "the collections",
          each: {
            fate: "honoured",
            note: "one of them",
            keys: {
              enabled: honoured(SWITCH, "whether anything is collected"),
              data: {
                fate: "honoured",
                note: "the data asset",
                keys: {
                  name: honoured(TEXT, "its name"),
                  path: honoured(TEXT, "where it is in the datastore"),
                  version: honoured(SCALAR, "its version"),
                  "data_id": told(TEXT, "assets go by name and version"),
                },
              },
            },
          },
        },
        "rolling_rate": honoured(
          oneOf("minute", "hour", "day", "month", "year"),
          "how often a new folder begins",
        ),
        "sampling_rate": honoured(
          { expects: "a number from 0 to 1", schema: v.unknown() },
          "the share of requests that is collected",
        ),
        "request_logging": {
          fate: "honoured",
          note: "what request and response have beside the payload",
          keys: {
            "capture_headers": honoured(
              { expects: "a list of strings", schema: v.unknown() },
              "the headers",
            ),
          },
        },
      },
    },
    "egress_public_network_access": {
      ...told(oneOf("enabled", "disabled"), NETWORK),
      quietFor: "enabled",
      only: "managed",
    },
    "private_network_connection": {
      ...told(SWITCH, NETWORK),
      quietFor: false,
      only: "managed",
    },
    resources: {
      ...toldMapping({
        requests: toldMapping(resources(), ONE_HOST),
        limits: toldMapping(resources(), ONE_HOST),
      }, ONE_HOST),
      only: "kubernetes",
    },
  };
}
