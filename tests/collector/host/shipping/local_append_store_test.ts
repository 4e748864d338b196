import { LocalAppendStore } from "../../../../collector/host/shipping/local_append_store.ts";
import { appendStoreContract } from "../../../contracts/append_store.ts";

appendStoreContract("local", async () => {
  const root = await Deno.makeTempDir();
  return {
    store: new LocalAppendStore(root),
    read: async (path: string) => {
      try {
        return await Deno.readFile(`${root}/${path}`);
      } catch {
        return new Uint8Array();
      }
    },
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
});
