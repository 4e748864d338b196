import {
  type BlobRequestConditions,
  type BlockBlobClient,
  RestError,
} from "@azure/storage-blob";

/** How a file is put. */
export interface PutInBlocksOptions {
  /** The size of a block. */
  readonly blockBytes: number;
  /** On what condition the blob is made. */
  readonly conditions: BlobRequestConditions;
  /** Makes one call within its time. */
  readonly timed: <T>(
    call: (signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
}

/**
 * Stores a file in blocks, each short enough for a link that fails long bodies.
 * Blocks of an earlier try that are there are not sent again. A blob that is
 * there is left alone.
 *
 * @param blob The blob.
 * @param bytes Its content.
 * @param options The size of a block, on what condition, and who times calls.
 * @throws {RestError} If a call fails.
 */
export async function putInBlocks(
  blob: BlockBlobClient,
  bytes: Uint8Array<ArrayBuffer>,
  options: PutInBlocksOptions,
): Promise<void> {
  const { blockBytes, conditions, timed } = options;
  if (await timed((abortSignal) => blob.exists({ abortSignal }))) return;
  const there = await timed((abortSignal) => stagedBlocks(blob, abortSignal));
  const ids: string[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    const id = btoa(`${blockBytes}-${String(at).padStart(12, "0")}`);
    ids.push(id);
    if (there.get(id) === block.length) continue;
    await timed((abortSignal) =>
      blob.stageBlock(id, block, block.length, { abortSignal })
    );
  }
  await timed((abortSignal) =>
    blob.commitBlockList(ids, { abortSignal, conditions })
  );
}

/** The lengths of blocks that wait to become a blob, by id. */
async function stagedBlocks(
  blob: BlockBlobClient,
  abortSignal: AbortSignal,
): Promise<Map<string, number>> {
  try {
    const { uncommittedBlocks = [] } = await blob
      .getBlockList("uncommitted", { abortSignal });
    return new Map(uncommittedBlocks.map(({ name, size }) => [name, size]));
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) {
      return new Map();
    }
    throw error;
  }
}
