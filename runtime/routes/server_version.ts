import { VERSION } from "../version.ts";

/** The value of `x-ms-server-version`. */
export const SERVER_VERSION: string = `samla/${VERSION}`;
