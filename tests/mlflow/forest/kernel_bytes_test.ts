import { assertEquals } from "@std/assert";
import wabt from "wabt";
import { kernelBytes } from "../../../mlflow/forest/kernel_bytes.ts";
import { kernelText } from "../../../mlflow/forest/kernel_text.ts";

Deno.test("the kernel is what its text is assembled to", async () => {
  const { parseWat } = await wabt();
  const module = parseWat("kernel.wat", kernelText());
  module.validate();
  const { buffer } = module.toBinary({});
  module.destroy();
  const text = btoa(String.fromCharCode(...buffer));
  assertEquals(btoa(String.fromCharCode(...kernelBytes())), text);
});
