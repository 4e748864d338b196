import type { ArtifactStore } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import {
  byteLengthOf,
  checkByteLength,
  type ExternalData,
  externalDataOf,
} from "./check_tensor.ts";
import type { Bytes } from "./wire_reader.ts";
import { type Edit, rewrite, WireWriter } from "./wire_writer.ts";

/** The most a protocol buffer message can be: what an engine takes in one piece. */
const MAX_GRAPH_BYTES = 2 ** 31 - 1;

/** Options of {@linkcode inlineWeights}. */
export interface InlineWeightsOptions {
  /** The path of the graph's file in the store; the weights' files are relative to its folder. */
  readonly path: string;
  /** The files that hold weights, as the graph names them. */
  readonly files: Iterable<string>;
}

/**
 * Puts weights that a graph keeps in files of their own into the graph, so
 * that an engine needs no file.
 *
 * @param model The graph's file.
 * @param store Where the weights' files are read from.
 * @param options Which files.
 * @returns The graph with all weights inside.
 * @throws {ModelError} If a path leaves the graph's folder, a file is too short, or it is all too large for one graph.
 */
export async function inlineWeights(
  model: Bytes,
  store: ArtifactStore,
  options: InlineWeightsOptions,
): Promise<Bytes> {
  const folder = options.path.slice(0, options.path.lastIndexOf("/") + 1);
  const files = new Map<string, Bytes>();
  for (const location of options.files) {
    checkLocation(location);
    files.set(location, await store.read(folder + location));
  }
  if (files.size === 0) return model;
  const inlined = rewrite(model, (field) => {
    if (field.field === 7) return editGraph(field.bytes(), files);
    if (field.field === 25) return editNodes(field.bytes(), files, 7);
    return "keep";
  });
  if (inlined === undefined) return model;
  if (inlined.length > MAX_GRAPH_BYTES) {
    throw new ModelError(
      `Cannot load "${options.path}": with its weights it is ${inlined.length} bytes, at most ${MAX_GRAPH_BYTES} can be loaded`,
    );
  }
  return inlined.finish();
}

type Files = ReadonlyMap<string, Bytes>;

function editGraph(graph: Bytes, files: Files): Edit {
  const edited = rewrite(graph, (field) => {
    if (field.field === 1) return editAttributes(field.bytes(), files);
    if (field.field === 5) return editTensor(field.bytes(), files);
    return "keep";
  });
  return edited ?? "keep";
}

function editNodes(message: Bytes, files: Files, nodeField: number): Edit {
  const edited = rewrite(
    message,
    (field) =>
      field.field === nodeField ? editAttributes(field.bytes(), files) : "keep",
  );
  return edited ?? "keep";
}

function editAttributes(node: Bytes, files: Files): Edit {
  const edited = rewrite(
    node,
    (field) => field.field === 5 ? editAttribute(field.bytes(), files) : "keep",
  );
  return edited ?? "keep";
}

function editAttribute(attribute: Bytes, files: Files): Edit {
  const edited = rewrite(attribute, (field) => {
    switch (field.field) {
      case 5:
      case 10:
        return editTensor(field.bytes(), files);
      case 6:
      case 11:
        return editGraph(field.bytes(), files);
      default:
        return "keep";
    }
  });
  return edited ?? "keep";
}

function editTensor(tensor: Bytes, files: Files): Edit {
  const external = externalDataOf(tensor);
  if (external === undefined) return "keep";
  const elements = elementsOf(external, files);
  checkByteLength(external.name, elements.length, byteLengthOf(tensor));
  const kept = rewrite(
    tensor,
    (field) => field.field === 13 || field.field === 14 ? "drop" : "keep",
  );
  return (kept ?? new WireWriter().raw(tensor)).bytes(9, elements);
}

function elementsOf(external: ExternalData, files: Files): Uint8Array {
  const { name, location, offset, length } = external;
  const file = files.get(location);
  const end = length === undefined ? file?.length ?? 0 : offset + length;
  if (file === undefined || offset > end || end > file.length) {
    throw new ModelError(
      `Cannot read weight "${name}": it is at bytes ${offset} to ${end} of "${location}", which has ${
        file?.length ?? 0
      }`,
    );
  }
  return file.subarray(offset, end);
}

function checkLocation(location: string): void {
  const parts = location.split("/");
  const isInside = !/[\\:\0]/.test(location) &&
    parts.every((part) => part !== "" && part !== "..");
  if (!isInside) {
    throw new ModelError(
      `Cannot read weights from ${
        JSON.stringify(location.slice(0, 200))
      }: expected a relative path below the model's folder`,
    );
  }
}
