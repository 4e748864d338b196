/** What a host tells a process that runs a module. */
export const TO_MODULE = {
  /** What to serve; comes first. */
  start: 1,
  /** Score a request. */
  score: 2,
  /** Nobody waits for a request any more. */
  abort: 3,
  /** Send the next part of an answer. */
  pull: 4,
  /** Nobody wants more of an answer. */
  cancel: 5,
  /** Say that you hear. */
  ping: 6,
  /** Finish, and end. */
  stop: 7,
} as const;
