/** What a process that runs a module tells its host. */
export const FROM_MODULE = {
  /** It is ready. */
  ready: 1,
  /** It cannot serve. */
  failed: 2,
  /** A request is about to be run. */
  began: 3,
  /** A request came too late to be run here. */
  returned: 4,
  /** A whole answer. */
  answer: 5,
  /** Why a request has no answer. */
  failure: 6,
  /** An answer whose parts follow. */
  stream: 7,
  /** A part of an answer. */
  part: 8,
  /** The end of an answer. */
  end: 9,
  /** An answer broke off. */
  broke: 10,
  /** Lines that were collected. */
  lines: 11,
  /** A file that lines name. */
  file: 12,
  /** What was given to collections and is in no line. */
  counts: 13,
  /** A line for the log. */
  log: 14,
  /** The module failed beside its requests. */
  uncaught: 15,
  /** It hears. */
  pong: 16,
  /** It has finished. */
  stopped: 17,
} as const;
