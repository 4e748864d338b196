import { dirname, join } from "node:path";
import {
  blocksOf,
  type DocumentBlock,
  fileOf,
  isAsSaid,
} from "./document_blocks.ts";
import type { InstalledPackage } from "./installed_package.ts";

/** What a document is run with. */
export interface DocumentRunOptions {
  /** The command. */
  readonly installed: InstalledPackage;
  /** The folder in which its lines are typed. */
  readonly folder: string;
  /** What stands in the document, and what it is here. */
  readonly replaced: Readonly<Record<string, string>>;
  /** Variables that somebody who reads it would have. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What serves, and does not end by itself. */
const SERVES =
  /^samla (?:serve|dev|collect)\b(?!.*--(?:show-permissions|help))/;
/** What such a command prints last. */
const READY = /^(?:listening |{)/m;
/** No command of a document takes longer. */
const LIMIT_MS = 60_000;

/**
 * Does what a document says, line by line: writes its files, types its
 * commands, compares what they print with what stands below them. A line that
 * serves goes on until the next one that does, as if its window were closed.
 *
 * @param text The document.
 * @param options What it is run with.
 * @returns What is not as the document says, one a line; nothing if all is.
 */
export async function runDocument(
  text: string,
  options: DocumentRunOptions,
): Promise<readonly string[]> {
  await using run = new DocumentRun(options);
  const problems: string[] = [];
  for (const block of blocksOf(text)) {
    const problem = await run.block(block);
    if (problem !== undefined) problems.push(`line ${block.line}: ${problem}`);
  }
  return problems;
}

class DocumentRun implements AsyncDisposable {
  readonly #options: DocumentRunOptions;
  readonly #exported: Record<string, string> = {};
  #serving: Deno.ChildProcess | undefined;
  /** What the commands above printed; `undefined` where none was run. */
  #printed: { readonly all: string; readonly last: string } | undefined;

  constructor(options: DocumentRunOptions) {
    this.#options = options;
  }

  async block(block: DocumentBlock): Promise<string | undefined> {
    const file = fileOf(block);
    if (file !== undefined) return await this.#write(file, block.text);
    switch (block.language) {
      case "sh":
        this.#printed = undefined;
        if (block.remark === "elsewhere") return undefined;
        return await this.#type(block.text);
      case "text":
      case "json": {
        if (this.#printed === undefined) return undefined;
        // What answers in JSON is the last of them.
        const { all, last } = this.#printed;
        this.#printed = undefined;
        const printed = block.language === "json" ? last : all;
        const expected = this.#here(block.text);
        return isAsSaid(printed, expected)
          ? undefined
          : `it says\n${expected}and it is\n${printed}`;
      }
    }
    return undefined;
  }

  async #write(path: string, text: string): Promise<undefined> {
    const full = join(this.#options.folder, path);
    await Deno.mkdir(dirname(full), { recursive: true });
    await Deno.writeTextFile(full, this.#here(text));
  }

  async #type(text: string): Promise<string | undefined> {
    this.#printed = { all: "", last: "" };
    const lines = this.#here(text).replaceAll(/\\\n\s*/g, "").split("\n");
    for (const line of lines) {
      if (line.trim() === "" || line.startsWith("#")) continue;
      const [, name, value] = /^export (\w+)=(\S*)/.exec(line) ?? [];
      if (name !== undefined) {
        this.#exported[name] = value!;
        continue;
      }
      const problem = SERVES.test(line)
        ? await this.#serve(line)
        : await this.#end(line);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  async #end(line: string): Promise<string | undefined> {
    const { code, stdout, stderr } = await this.#command(line, {
      signal: AbortSignal.timeout(LIMIT_MS),
    }).output();
    const decoder = new TextDecoder();
    this.#print(decoder.decode(stdout));
    return code === 0
      ? undefined
      : `${line} ends with ${code}: ${decoder.decode(stderr)}`;
  }

  async #serve(line: string): Promise<string | undefined> {
    await this.#stop();
    const child = this.#command(`exec ${line}`).spawn();
    this.#serving = child;
    const reader = child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
    let printed = "";
    while (!READY.test(printed) || !printed.endsWith("\n")) {
      const { value, done } = await reader.read();
      if (done) {
        this.#serving = undefined;
        return `${line} does not serve: ${await new Response(child.stderr)
          .text()}`;
      }
      printed += value;
    }
    this.#print(printed);
    // What else it says is not asked for.
    void drain(reader);
    void new Response(child.stderr).text();
    return undefined;
  }

  #command(
    line: string,
    options: Pick<Deno.CommandOptions, "signal"> = {},
  ): Deno.Command {
    const { installed, folder, variables } = this.#options;
    return installed.shell(line, {
      folder,
      variables: { ...variables, ...this.#exported },
      ...options,
    });
  }

  #print(last: string): void {
    this.#printed = { all: (this.#printed?.all ?? "") + last, last };
  }

  /** What the document says, as it is here. */
  #here(text: string): string {
    return Object.entries(this.#options.replaced).reduce(
      (all, [said, here]) => all.replaceAll(said, here),
      text,
    );
  }

  async #stop(): Promise<void> {
    const child = this.#serving;
    this.#serving = undefined;
    if (child === undefined) return;
    child.kill("SIGTERM");
    await child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}

async function drain(
  reader: ReadableStreamDefaultReader<string>,
): Promise<void> {
  while (!(await reader.read()).done);
}
