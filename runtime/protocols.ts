import type { Protocol } from "./protocol.ts";
import * as list from "./protocols/mod.ts";

/** The protocols a model can be asked in: the names of those in `runtime/protocols/mod.ts`. */
export type ProtocolName = (typeof list)[keyof typeof list]["name"];

/** The protocols by their names. */
export const PROTOCOLS = Object.fromEntries(
  Object.values(list).map((protocol) => [protocol.name, protocol]),
) as Readonly<Record<ProtocolName, Protocol<ProtocolName>>>;
