import { assertEquals } from "@std/assert";
import { ByteWriter } from "../../frame/byte_writer.ts";

Deno.test("text of three bytes a character is held whole", () => {
  const writer = new ByteWriter();
  const text = "€".repeat(16 * 1024);
  assertEquals(writer.append(text), 3 * text.length);
  assertEquals(new TextDecoder().decode(writer.view()), text);
});
