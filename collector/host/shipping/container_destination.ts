import {
  type ContainerLocation,
  parseContainerLocation,
} from "./container_location.ts";
import type { DestinationKind } from "./destination_kind.ts";

/** A container of Azure Blob Storage, or a folder in it. */
export const containerDestination: DestinationKind = {
  schemes: ["https", "http"],
  parse: parseContainerLocation,
  open: async (location, context) => {
    // The clients of Azure are loaded by the thread that ships, and by no other.
    const { openContainer } = await import("./open_container.ts");
    return await openContainer(location as ContainerLocation, context);
  },
};
