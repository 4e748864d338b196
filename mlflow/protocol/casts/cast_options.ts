/**
 * Whose rules a cast follows: those of a pandas column (`dataframe_split` and
 * `dataframe_records`) or those of a numpy array (`inputs` and `instances`).
 */
export type CastRules = "pandas" | "numpy";

/** How the cells came. */
export interface CastOptions {
  readonly rules: CastRules;
  /** Whether the cells were read exactly, so that nothing about a number is in doubt. */
  readonly isExact: boolean;
  /** Whether binary cells are base64 by numpy's rules too, as MLflow has them not. */
  readonly decodesBase64?: boolean;
}
