import type { CollectedEvent } from "../../reading/collected_event.ts";
import { parseWithExactIntegers } from "../../reading/exact_integers.ts";
import type { DataStore } from "./data_store.ts";
import type { DataFile } from "./data_files.ts";

const ROOT_FOLDER = "modelDataCollector/";

/** Where a payload may be, and who hears if it is not. */
export interface PayloadSource {
  /** Where the data is. */
  readonly store: DataStore;
  /** The file that the event is in. */
  readonly file: DataFile;
  /** Hears the key of each number that is written as a float. */
  readonly onFloat: ((key: string) => void) | undefined;
  /** Called with the reason why there is no payload. */
  readonly onProblem: (message: string) => void;
}

/**
 * An event with the payload that its `dataref` names. It is looked for at its
 * path under the folder of endpoints, beside the event's file, and beside the
 * collections of its deployment, whatever `data.path` makes of these.
 *
 * @param event The event.
 * @param source Where to look.
 * @returns The event with its data; `undefined` if that cannot be read, which is reported.
 */
export async function withPayload(
  event: CollectedEvent,
  source: PayloadSource,
): Promise<CollectedEvent | undefined> {
  const { dataref } = event;
  if (event.data !== undefined || dataref === undefined) return event;
  for (const path of candidates(dataref, source)) {
    const text = await source.store.text(path);
    if (text === undefined) continue;
    try {
      return { ...event, data: parseWithExactIntegers(text, source.onFloat) };
    } catch {
      source.onProblem(`${path}: it is not JSON`);
      return undefined;
    }
  }
  source.onProblem(
    `${source.file.path}: event ${event.id} refers to ${dataref}, which is not here`,
  );
  return undefined;
}

/** The paths a reference may mean; none of them leaves the folder of endpoints. */
function candidates(dataref: string, source: PayloadSource): string[] {
  const { file, store: { root } } = source;
  const at = dataref.lastIndexOf(ROOT_FOLDER);
  const inner = at < 0 ? dataref : dataref.slice(at + ROOT_FOLDER.length);
  const segments = inner.split("/");
  const name = segments.at(-1);
  const isPlain = (segment: string | undefined) =>
    segment !== undefined && segment !== "" && segment !== "." &&
    segment !== ".." && !/[\\\0]/.test(segment);
  const beside = file.path.slice(0, file.path.lastIndexOf("/"));
  const [endpoint, deployment, , ...period] = file.path
    .slice(root === "" ? 0 : root.length + 1).split("/").slice(0, -1);
  const large = [root, endpoint, deployment, ...period]
    .filter((each) => each !== "").join("/");
  return [
    ...(segments.every(isPlain)
      ? [root === "" ? inner : `${root}/${inner}`]
      : []),
    ...(isPlain(name) ? [`${beside}/${name}`, `${large}/${name}`] : []),
  ];
}
