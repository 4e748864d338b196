import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as v from "valibot";
import { createApp } from "../../../runtime/app.ts";
import type { AppOptions } from "../../../runtime/app_settings.ts";
import { openModule } from "../../../runtime/models/module_model.ts";
import type { RunContext } from "../../../runtime/module/scoring_module.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { PageBrowser } from "./browser.ts";

const HOSTILE =
  `</script></style><img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>`;
const ROUTE = "details.route[open]";

/** A host of a module, with a key or without. */
async function hostOf(
  module: Readonly<Record<string, unknown>>,
  options: AppOptions & { readonly key?: string } = {},
) {
  const { key, ...others } = options;
  const model = await openModule(module, { name: HOSTILE });
  const app = createApp(model, {
    ...others,
    ...(key === undefined ? {} : {
      access: {
        admits: (authorization) => authorization === `Bearer ${key}`,
      },
    }),
  });
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, (request) => app.fetch(request));
  return {
    address: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("the page of a model shows its routes, and sends its example with the keyboard alone", async () => {
  const dataDir = await Deno.makeTempDir();
  {
    await using host = await HostProcess.start(dataDir, [
      "examples/iris",
      "--path-prefix",
      "/models/iris",
    ]);
    await using browser = await PageBrowser.start();
    const address = `${host.address}/models/iris`;
    const opened = await browser.open(`${address}/docs`);
    await opened.until(`document.querySelector("${ROUTE} textarea")`);
    const text = String(await opened.value("document.body.innerText"));
    for (
      const path of ["/score", "/invocations", "/v1/models/{name}:predict"]
    ) assertStringIncludes(text, path);
    assertStringIncludes(text, "input_data: object");
    await opened.tabTo("button.main");
    await opened.page.keyboard.press("Enter");
    await opened.until(
      `/^200/.test(document.querySelector("${ROUTE} [role=status]").textContent)`,
    );
    // The status comes before the body.
    await opened.until(
      `document.querySelector("${ROUTE} .answer").textContent === "[0, 1, 2]"`,
    );
    // Another route, opened from its summary.
    await opened.value(
      `[...document.querySelectorAll("summary")].find((one) => one.textContent.includes("/infer")).focus()`,
    );
    await opened.page.keyboard.press("Enter");
    await opened.until(`document.querySelectorAll("button.main").length === 2`);
    await opened.tabTo("button.main");
    await opened.page.keyboard.press("Enter");
    await opened.until(`document.body.innerText.includes('"model_name"')`);
    assertEquals(opened.complaints, []);
    for (const asked of opened.asked) {
      assert(asked.startsWith(address) || asked === "data:,", asked);
    }
  }
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("the page shows hostile names, examples and answers as text, and runs nothing of them", async () => {
  await using host = await hostOf({
    run: () => ({ answer: HOSTILE }),
    input: v.pipe(
      v.object({
        [HOSTILE]: v.pipe(v.string(), v.description(HOSTILE)),
        "__proto__x": v.optional(v.picklist([HOSTILE])),
      }),
      v.examples([{ [HOSTILE]: HOSTILE }]),
    ),
    output: v.object({ answer: v.pipe(v.string(), v.description(HOSTILE)) }),
  }, { serviceName: HOSTILE });
  await using browser = await PageBrowser.start();
  const opened = await browser.open(`${host.address}/docs`);
  await opened.until(`document.querySelector("${ROUTE} textarea")`);
  await opened.value(
    `document.querySelectorAll("details").forEach((each) => each.open = true)`,
  );
  await opened.until(
    `[...document.querySelectorAll(".inside")].every((each) => each.childNodes.length > 0)`,
  );
  await opened.value(
    `document.querySelector("textarea ~ .row button").click()`,
  );
  await opened.until(
    `/^200/.test(document.querySelector("[role=status]:not(#state):not(:empty)")?.textContent)`,
  );
  // The status comes before the body.
  const answer = `document.querySelector(".answer:not([hidden])")`;
  await opened.until(`${answer}?.textContent.endsWith("}")`);
  const shown = String(await opened.value(`${answer}.textContent`));
  assertEquals(JSON.parse(shown), { answer: HOSTILE });
  const title = await opened.value(`document.querySelector("h1").textContent`);
  assertEquals(title, `${HOSTILE} 1.0`);
  assertEquals(await opened.value("document.images.length"), 0);
  assertEquals(await opened.value("document.scripts.length"), 1);
  assertEquals(await opened.value("typeof globalThis.ran"), "undefined");
  assertEquals(opened.complaints, []);
  // Were something of it to become markup, the browser would still not run it.
  const refused = await opened.value(`(() => {
    try {
      document.body.innerHTML = "<img src=x onerror='globalThis.ran=1'>";
      return "taken";
    } catch (error) {
      return error.name;
    }
  })()`);
  assertEquals(refused, "TypeError");
  const fetched = await opened.value(
    `fetch("http://localhost:1/").then(() => "sent", () => "refused")`,
  );
  assertEquals(fetched, "refused");
  assert(opened.complaints.some((each) => each.includes("connect-src 'self'")));
});

Deno.test("the page asks for the key of a host that has one, and keeps it nowhere", async () => {
  await using host = await hostOf({ run: (text: string) => text }, {
    key: "right",
  });
  await using browser = await PageBrowser.start();
  const opened = await browser.open(`${host.address}/docs`);
  const says = (text: string) =>
    `document.querySelector("#state").textContent.includes("${text}")`;
  await opened.until(says("asks for a key"));
  assertEquals(await opened.value("document.activeElement.id"), "key");
  await opened.page.keyboard.type("right");
  await opened.page.keyboard.press("Enter");
  await opened.until(`document.querySelector("${ROUTE} textarea")`);
  await opened.value(`document.querySelector("${ROUTE} button.main").click()`);
  await opened.until(
    `/^200/.test(document.querySelector("${ROUTE} [role=status]").textContent)`,
  );
  const text = String(await opened.value("document.body.innerText"));
  assertStringIncludes(text, "Authorization: Bearer $KEY");
  assert(!text.includes("right"));
  assertEquals(
    await opened.value(
      "[localStorage.length, sessionStorage.length, document.cookie]",
    ),
    [0, 0, ""],
  );
});

Deno.test("the page asks the deployment of an endpoint that is chosen on it", async () => {
  const name = "azureml-model-deployment";
  await using host = await hostOf({
    run: (_: string, { headers }: RunContext) => headers.get(name),
  }, {
    front: { asksForKeys: false, deployments: ["blue", HOSTILE, "green"] },
  });
  await using browser = await PageBrowser.start();
  const opened = await browser.open(`${host.address}/docs`);
  await opened.until(`document.querySelector("${ROUTE} textarea")`);
  await opened.page.select("#deployment", "green");
  await opened.until(`document.querySelector("#state").hidden`);
  await opened.until(`document.querySelector("${ROUTE} textarea")`);
  await opened.value(`document.querySelector("${ROUTE} button.main").click()`);
  await opened.until(
    `document.querySelector("${ROUTE} .answer")?.textContent === '"green"'`,
  );
  assertEquals(opened.complaints, []);
});

Deno.test("the page shows each part of an answer when it comes, and stops one", async () => {
  const second = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  await using host = await hostOf({
    run: async function* () {
      try {
        yield "first";
        await second.promise;
        for (;;) yield "further";
      } finally {
        ended.resolve();
      }
    },
  });
  await using browser = await PageBrowser.start();
  const opened = await browser.open(`${host.address}/docs`);
  await opened.until(`document.querySelector("${ROUTE} textarea")`);
  await opened.value(`(() => {
    const accept = document.querySelector("${ROUTE} .row:has(button) select");
    accept.value = "text/event-stream";
    document.querySelector("${ROUTE} button.main").click();
  })()`);
  await opened.until(
    `document.querySelector("${ROUTE} .answer").textContent === "data: first\\n\\n"`,
  );
  await opened.value(
    `document.querySelector("${ROUTE} button.main + button").click()`,
  );
  await opened.until(
    `/^Stopped/.test(document.querySelector("${ROUTE} [role=status]").textContent)`,
  );
  second.resolve();
  await ended.promise;
});

Deno.test("the page is dark where its reader wants it dark, and each text can be read", async () => {
  await using host = await hostOf({ run: () => 1 });
  await using browser = await PageBrowser.start();
  const opened = await browser.open(`${host.address}/docs`);
  await opened.until(`document.querySelector("${ROUTE} textarea")`);
  const least: number[] = [];
  const backs: unknown[] = [];
  for (const value of ["light", "dark"]) {
    await opened.page.emulateMediaFeatures([{
      name: "prefers-color-scheme",
      value,
    }]);
    backs.push(
      await opened.value("getComputedStyle(document.body).backgroundColor"),
    );
    least.push(Number(await opened.value(LEAST_CONTRAST)));
  }
  assertEquals(backs, ["rgb(251, 250, 248)", "rgb(21, 23, 26)"]);
  for (const contrast of least) assert(contrast >= 4.5, String(least));
});

/** The least contrast of a text with what is behind it, as the accessibility guidelines compute it. */
const LEAST_CONTRAST = `(() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return color === "rgba(0, 0, 0, 0)" ? behind(element.parentElement) : color;
  };
  const texts = [...document.querySelectorAll("body *")].filter((each) =>
    !each.disabled && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "")
    && each.offsetParent !== null && each.tagName !== "SCRIPT" && each.tagName !== "NOSCRIPT");
  return Math.min(...texts.map((each) => {
    const [a, b] = [light(getComputedStyle(each).color), light(behind(each))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }));
})()`;
