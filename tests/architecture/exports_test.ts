import { assert, assertEquals } from "@std/assert";
import { projectConfig, runDeno } from "./project_files.ts";

interface Documented {
  readonly nodes: Readonly<
    Record<string, { readonly symbols: readonly DocumentedSymbol[] }>
  >;
}

interface DocumentedSymbol {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly def?: {
      readonly params?: readonly {
        readonly kind: string;
        readonly optional?: boolean;
      }[];
    };
  }[];
}

const maxRequired = 2;

Deno.test("functions of the public API require at most two arguments", async () => {
  const entries = Object.values(projectConfig().exports);
  const { success, stdout, stderr } = await runDeno(
    ["doc", "--json", ...entries],
  );
  assert(success, stderr);
  const { nodes }: Documented = JSON.parse(stdout);
  const symbols = Object.values(nodes).flatMap(({ symbols }) => symbols);
  assert(symbols.length > 0);
  assertEquals(symbols.filter(isOverLimit).map(({ name }) => name), []);
});

function isOverLimit({ declarations }: DocumentedSymbol): boolean {
  return declarations.some(({ kind, def }) =>
    kind === "function" &&
    (def?.params ?? []).filter((each) =>
        each.kind !== "assign" && each.kind !== "rest" && !each.optional
      ).length > maxRequired
  );
}

Deno.test("every export is documented, with public types alone", async () => {
  const entries = Object.values(projectConfig().exports);
  const { success, stdout, stderr } = await runDeno(
    ["doc", "--lint", ...entries],
  );
  assert(success, stdout + stderr);
});

Deno.test("a public function of three required arguments is caught", () => {
  const required = { kind: "identifier" };
  const taking = (...params: readonly { kind: string; optional?: boolean }[]) =>
    isOverLimit({
      name: "f",
      declarations: [{ kind: "function", def: { params } }],
    });
  assert(taking(required, required, required));
  assert(!taking(required, required, { kind: "assign" }, { kind: "rest" }));
  assert(!taking(required, required, { kind: "identifier", optional: true }));
});
