import { payloadUrl } from "../../collector/host/shipping/payload_url.ts";
import type { ShippingSettings } from "../../collector/host/shipping/destination.ts";
import type { OpenDeploymentOptions } from "../../collector/host/open_deployment.ts";
import { deploymentSource, parseWorkspaceId } from "../../collector/mod.ts";

/** Whose places are meant. */
export interface PlacedDeployment {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** Where its data is shipped to; nowhere if absent. */
  readonly shipping?: ShippingSettings | undefined;
}

/**
 * What events say of where they come from and where the files are that they
 * name, as far as the settings of shipping know it.
 *
 * @param placed The deployment.
 * @returns The options of its collecting.
 */
export function placesOf(
  placed: PlacedDeployment,
): Pick<OpenDeploymentOptions, "source" | "payloadUrl"> {
  const { shipping } = placed;
  const id = shipping?.workspace;
  const workspace = id === undefined ? undefined : parseWorkspaceId(id);
  return {
    source: deploymentSource({ ...placed, workspace }),
    payloadUrl: (uri) => payloadUrl(uri, shipping),
  };
}
