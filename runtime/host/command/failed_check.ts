/** What was checked is not as it should be: the command ends with 1. */
export class FailedCheck extends Error {
  /** `FailedCheck`. */
  override readonly name = "FailedCheck";
}
