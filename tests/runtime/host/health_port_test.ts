import { assertEquals } from "@std/assert";
import { healthPort } from "../../../runtime/host/health_port.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";

Deno.test("healthPort() is what the command line says, or the usual one where the variable is exactly true", () => {
  assertEquals(healthPort(8346, () => "false"), 8346);
  assertEquals(healthPort(undefined, () => "true"), 5000);
  for (const text of ["True", "1", "", undefined]) {
    assertEquals(healthPort(undefined, () => text), undefined);
  }
});

for (const workers of ["1", "2"]) {
  Deno.test(`another port answers who probes, of ${workers} workers`, async () => {
    const dataDir = await Deno.makeTempDir();
    {
      using free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const { port } = free.addr;
      free.close();
      await using host = await HostProcess.start(dataDir, [
        projectPath("examples/iris"),
        "--workers",
        workers,
        "--health-port",
        String(port),
      ]);
      for (const address of [host.address, `http://127.0.0.1:${port}`]) {
        const response = await fetch(address);
        assertEquals(await response.text(), "Healthy");
      }
      assertEquals((await host.stop()).code, 0);
    }
    await Deno.remove(dataDir, { recursive: true });
  });
}
