/** The `agent` attribute of the events that this version writes. */
export const AGENT = "samla/0.1.0";
