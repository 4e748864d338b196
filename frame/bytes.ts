/**
 * Bytes of a file or a body, in a buffer of their own: what can be sent,
 * written and passed between workers.
 */
export type Bytes = Uint8Array<ArrayBuffer>;
