/** The greatest integer of 64 bits. */
export const INT64_MAX: bigint = (1n << 63n) - 1n;
/** The least integer of 64 bits. */
export const INT64_MIN: bigint = -(1n << 63n);
