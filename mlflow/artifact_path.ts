const MAX_SEGMENTS = 32;
const MAX_SEGMENT_LENGTH = 200;

/**
 * Whether a path that a server or a user gave stays below the folder it is
 * joined to, on every system: relative, with forward slashes, without `.` and
 * `..`, drives, control characters, and of a length that a disk takes.
 *
 * @param path The path.
 * @returns Whether it may be joined to a folder.
 */
export function isArtifactPath(path: string): boolean {
  const segments = path.split("/");
  return segments.length <= MAX_SEGMENTS && segments.every(isSegment);
}

function isSegment(text: string): boolean {
  return text !== "" && text !== "." && text !== ".." &&
    text.length <= MAX_SEGMENT_LENGTH && !/[\\:\p{Cc}]/u.test(text) &&
    text.isWellFormed();
}
