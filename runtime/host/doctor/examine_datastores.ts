import { reasonOf } from "../../../ground/reason_of.ts";
import type {
  Destinations,
  ShippingSettings,
} from "../../../collector/host/shipping/destination.ts";
import type { Finding } from "./finding.ts";

const DEFAULT = "workspaceblobstore";

/**
 * Opens each datastore that is named, as a host does that ships, and asks it
 * something harmless.
 *
 * @param settings Where datastores are; `undefined` if nothing says it.
 * @returns What was found, one a datastore.
 */
export async function examineDatastores(
  settings: ShippingSettings | undefined,
): Promise<readonly Finding[]> {
  const what = "datastore";
  if (settings === undefined) {
    return [{
      verdict: "note",
      what,
      seen: "none is named: what is collected stays on this disk",
      advice:
        "name a container, with --datastore <name>=<url> or in samla.yml, to deliver to it",
    }];
  }
  // The clients of Azure read variables when they are loaded.
  const { Destinations } = await import(
    "../../../collector/host/shipping/destination.ts"
  );
  const { hostCredential } = await import(
    "../../../collector/host/shipping/host_credential.ts"
  );
  const environment = (name: string) => Deno.env.get(name);
  const names = new Set(Object.keys(settings.datastores));
  if (settings.workspace !== undefined) names.add(DEFAULT);
  const problems: string[] = [];
  const destinations = new Destinations(settings, {
    environment,
    identity: hostCredential(environment),
    onProblem: (message) => void problems.push(message),
  });
  const findings: Finding[] = [];
  for (const name of names) {
    const place = settings.datastores[name]?.url ?? "of the workspace";
    findings.push(
      await examineDatastore(name, { place, destinations, problems }),
    );
  }
  return findings;
}

async function examineDatastore(
  name: string,
  options: {
    readonly place: string;
    readonly destinations: Destinations;
    readonly problems: string[];
  },
): Promise<Finding> {
  const { place, destinations, problems } = options;
  const what = `datastore ${name}`;
  problems.length = 0;
  try {
    await destinations.open(`azureml://datastores/${name}/paths/samla`);
  } catch (error) {
    problems.push(reasonOf(error));
  }
  const [problem] = problems;
  if (problem === undefined) {
    return { verdict: "ok", what, seen: `${place} takes our credentials` };
  }
  return {
    verdict: "wrong",
    what,
    seen: problem,
    advice:
      "see that the URL is the container's, that it can be reached, and that the identity has the role Storage Blob Data Contributor; --create-containers makes one that is missing",
  };
}
