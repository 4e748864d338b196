/** What the exit codes of the command mean. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: "done, or stopped as asked",
  1: "the command line cannot be understood, or what was tested is not as expected",
  3: "the configuration cannot be served; the message names the file and the key",
};
