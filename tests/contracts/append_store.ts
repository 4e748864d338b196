import { assert, assertEquals } from "@std/assert";
import type { AppendStore } from "../../collector/append_store.ts";

/** A store that is tested, and a way to look into it. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: AppendStore;
  /** What a file holds; empty if it is not there. */
  read(path: string): Promise<Uint8Array>;
}

const ENCODER = new TextEncoder();
const PATH = "iris/blue/model_inputs/2026/09/30/09/a.jsonl";

/**
 * What every store promises.
 *
 * @param name What it is called.
 * @param open Opens an empty one.
 */
export function appendStoreContract(
  name: string,
  open: () => Promise<OpenedStore>,
): void {
  Deno.test(`${name}: a file that is not there has no bytes`, async () => {
    await using opened = await open();
    assertEquals(await opened.store.length(PATH), {
      status: "known",
      length: 0,
      blocks: 0,
    });
  });

  Deno.test(`${name}: appends at the end are kept in order`, async () => {
    await using opened = await open();
    const { store } = opened;
    let at = 0;
    for (const text of ["one\n", "two, longer\n", "three\n"]) {
      const bytes = ENCODER.encode(text);
      assertEquals(await store.append(PATH, bytes, at), { status: "appended" });
      at += bytes.length;
    }
    const length = await store.length(PATH);
    assert(length.status === "known");
    assertEquals(length.length, at);
    assertEquals(await text(opened, PATH), "one\ntwo, longer\nthree\n");
  });

  Deno.test(`${name}: an append anywhere but at the end changes nothing`, async () => {
    await using opened = await open();
    const { store } = opened;
    const line = ENCODER.encode("line\n");
    assertEquals(await store.append(PATH, line, 5), { status: "moved" });
    assertEquals((await opened.read(PATH)).length, 0);
    await store.append(PATH, line, 0);
    for (const at of [0, 4, 6, 100]) {
      assertEquals(await store.append(PATH, line, at), { status: "moved" });
    }
    assertEquals(await text(opened, PATH), "line\n");
  });

  Deno.test(`${name}: of ten appends to one place one is kept`, async () => {
    await using opened = await open();
    const { store } = opened;
    await store.append(PATH, ENCODER.encode("first\n"), 0);
    const results = await Promise.all(
      Array.from(
        { length: 10 },
        (_, i) => store.append(PATH, ENCODER.encode(`line ${i}\n`), 6),
      ),
    );
    const winners = results.flatMap(({ status }, i) =>
      status === "appended" ? [i] : []
    );
    assertEquals(winners.length, 1);
    assertEquals(await text(opened, PATH), `first\nline ${winners[0]}\n`);
  });

  Deno.test(`${name}: bytes are kept as they are, and files apart`, async () => {
    await using opened = await open();
    const { store } = opened;
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i * 7 % 256);
    await store.append("a/x.jsonl", bytes, 0);
    await store.append("b/x.jsonl", bytes.slice(0, 3), 0);
    assertEquals(await opened.read("a/x.jsonl"), bytes);
    assertEquals(await opened.read("b/x.jsonl"), bytes.slice(0, 3));
  });

  Deno.test(`${name}: a file is put as a whole, once`, async () => {
    await using opened = await open();
    const { store } = opened;
    const first = ENCODER.encode("a large payload");
    assertEquals(await store.put("p/id", first), { status: "stored" });
    assertEquals(await store.put("p/id", ENCODER.encode("a large pay")), {
      status: "stored",
    });
    assertEquals(await text(opened, "p/id"), "a large payload");
  });
}

async function text(opened: OpenedStore, path: string): Promise<string> {
  return new TextDecoder().decode(await opened.read(path));
}
