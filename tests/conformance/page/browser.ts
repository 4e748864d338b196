import chromium, { inflate } from "@sparticuz/chromium";
import { fromFileUrl } from "../../tools/paths.ts";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

/** What it is linked with, which not every machine has. */
const LIBRARIES = fromFileUrl(
  new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium")),
);
/** No step on a page takes longer. */
const LIMIT_MS = 30_000;

/** A Chromium of a package, which needs no installation. */
export class PageBrowser implements AsyncDisposable {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Starts it, as strict with pages as anybody's. */
  static async start(): Promise<PageBrowser> {
    const browser = await puppeteer.launch({
      executablePath: await chromium.executablePath(),
      env: {
        ...Deno.env.toObject(),
        "LD_LIBRARY_PATH": `${await inflate(LIBRARIES)}/lib`,
      },
      headless: "shell",
      args: ["--no-sandbox", "--no-zygote", "--disable-dev-shm-usage"],
    });
    return new PageBrowser(browser);
  }

  /**
   * Opens a page.
   *
   * @param address Where it is.
   * @returns The page.
   */
  async open(address: string): Promise<OpenPage> {
    const page = await this.#browser.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    const opened = new OpenPage(page);
    await page.goto(address);
    return opened;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** A page that is open. */
export class OpenPage {
  /** The page. */
  readonly page: Page;
  /** The addresses that it asked for. */
  readonly asked: string[] = [];
  /** What it complained about. */
  readonly complaints: string[] = [];

  /** Listens to a page. */
  constructor(page: Page) {
    this.page = page;
    page.on("request", (request) => this.asked.push(request.url()));
    page.on("console", (message) => this.complaints.push(message.text()));
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("dialog", (dialog) => {
      this.complaints.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** The value of an expression on the page. */
  async value(expression: string): Promise<unknown> {
    return await this.page.evaluate(expression);
  }

  /** Waits until an expression is true on the page, which is looked at whenever the page changes. */
  async until(expression: string): Promise<void> {
    await this.page.evaluate(`new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(${
      JSON.stringify(`It has not come: ${expression}`)
    } + document.body.innerText)),
        ${LIMIT_MS},
      );
      const look = () => {
        if (!(${expression})) return;
        clearTimeout(timer);
        watcher.disconnect();
        resolve();
      };
      const watcher = new MutationObserver(look);
      watcher.observe(document, {
        attributes: true,
        characterData: true,
        childList: true,
        subtree: true,
      });
      look();
    })`);
  }

  /** Goes on by the tabulator until an element has the focus. */
  async tabTo(selector: string): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step++) {
      await this.page.keyboard.press("Tab");
      const has = `document.activeElement.matches(${JSON.stringify(selector)})`;
      if (await this.value(has)) return;
    }
    throw new Error(`The keyboard does not come to ${selector}`);
  }
}

const MAX_STEPS = 60;
