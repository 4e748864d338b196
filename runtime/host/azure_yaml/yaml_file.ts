import { readFile } from "node:fs/promises";
import { type Document, LineCounter, parseDocument } from "yaml";
import { isRecord } from "../../../ground/is_record.ts";
import {
  ConfigurationError,
  configurationReason,
} from "../configuration_error.ts";
import { yamlLine } from "../yaml_line.ts";

/** More aliases than this in one value are taken for an attack. */
const MAX_ALIASES = 20;

/** A YAML file that is a mapping. */
export class YamlFile {
  /** The file. */
  readonly path: string;
  /** What it says. */
  readonly entries: Readonly<Record<string, unknown>>;
  readonly #document: Document;
  readonly #lines: LineCounter;

  /**
   * Parses the file.
   *
   * @param path The file, for messages.
   * @param text What is in it.
   * @param of What has such a file: `a deployment`.
   * @throws {ConfigurationError} If it is no YAML, or no mapping.
   */
  constructor(path: string, text: string, of: string) {
    this.path = path;
    this.#lines = new LineCounter();
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
    });
    const [error] = this.#document.errors;
    if (error !== undefined) {
      const { line } = this.#lines.linePos(error.pos[0]);
      throw this.error(`line ${line} is not valid YAML, ${error.message}`);
    }
    let value: unknown;
    try {
      value = this.#document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      throw this.error(configurationReason(error));
    }
    if (!isRecord(value)) {
      throw this.error(`expected a mapping of keys as ${of} has them`);
    }
    this.entries = value;
  }

  /**
   * Reads a file.
   *
   * @param path The file.
   * @param of What has such a file: `a deployment`.
   * @returns The file.
   * @throws {ConfigurationError} If it cannot be read, is no YAML, or no mapping.
   */
  static async read(path: string, of: string): Promise<YamlFile> {
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (error) {
      throw new ConfigurationError(
        `Cannot read ${path}: ${configurationReason(error)}`,
      );
    }
    return new YamlFile(path, text, of);
  }

  /**
   * The line in which a key stands.
   *
   * @param keys The names that lead to it.
   * @returns The line, from 1.
   */
  lineOf(keys: readonly (string | number)[]): number {
    return yamlLine(this.#document, this.#lines, keys);
  }

  /**
   * What is wrong with the file.
   *
   * @param reason What is.
   * @returns The error that stops the start.
   */
  error(reason: string): ConfigurationError {
    return new ConfigurationError(`Cannot read ${this.path}: ${reason}`);
  }
}
