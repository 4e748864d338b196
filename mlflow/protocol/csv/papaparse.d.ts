/** The part of Papa Parse that is used here: reading a text at once. */
declare const Papa: {
  /** Reads row by row; the cursor is behind the row. */
  parse(
    text: string,
    options: {
      readonly delimiter: string;
      readonly step: (
        row: { readonly meta: { readonly cursor: number } },
      ) => void;
    },
  ): void;
  parse(
    text: string,
    options: { readonly delimiter: string; readonly newline?: string },
  ): {
    readonly data: readonly (readonly string[])[];
    readonly errors: readonly {
      readonly message: string;
      readonly row?: number;
    }[];
  };
};
export default Papa;
