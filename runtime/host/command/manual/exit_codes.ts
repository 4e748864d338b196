/** What the exit codes of the command mean. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: "done, or stopped as asked",
  1: "the command line cannot be understood, or what was tested is not as expected",
  3: "what it says cannot be done: a file, a variable or a value of a flag, which the message names",
};
