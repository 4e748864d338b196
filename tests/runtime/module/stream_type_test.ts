import { assertEquals, assertRejects } from "@std/assert";
import { openModule } from "../../../runtime/models/module_model.ts";
import { acceptedStreamType } from "../../../runtime/module/stream_type.ts";

const EVENTS = "text/event-stream";
const LINES = "application/x-ndjson";

Deno.test("a stream type is asked for by its name, the one that is liked better", () => {
  const asked: readonly (readonly [string | null, string | undefined])[] = [
    [null, undefined],
    ["", undefined],
    ["*/*", undefined],
    ["text/*, application/json", undefined],
    [EVENTS, EVENTS],
    ["Text/Event-Stream; charset=utf-8", EVENTS],
    [`application/json, ${LINES}`, LINES],
    [`${LINES};q=0.4, ${EVENTS};q=0.5`, EVENTS],
    [`${EVENTS};q=0`, undefined],
    [`${EVENTS}, ${LINES}`, EVENTS],
  ];
  for (const [header, type] of asked) {
    assertEquals(acceptedStreamType(header), type, String(header));
  }
});

Deno.test("a stream type that there is not is refused by name", async () => {
  await assertRejects(
    () => openModule({ run: () => 1, stream: "sse" }, { name: "test" }),
    TypeError,
    'The export "stream" is "sse", expected one of text/event-stream, application/x-ndjson',
  );
});
