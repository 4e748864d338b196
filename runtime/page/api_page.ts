import { PAGE_CONTENT } from "./page_content.ts";
import { PAGE_SCRIPT } from "./page_script.ts";
import { PAGE_STYLE } from "./page_style.ts";
import { REQUEST_SCRIPT } from "./request_script.ts";
import { SCHEMA_SCRIPT } from "./schema_script.ts";

/** A page, and what a browser may do for it. */
export interface ApiPage {
  /** The page. */
  readonly html: string;
  /** The value of `Content-Security-Policy`. */
  readonly policy: string;
}

/**
 * The page of a host's description. It is the same on every host: it asks for
 * `openapi.json` beside it, and writes what is there as text. The browser runs
 * its one script, by its hash, and nothing else, and lets it speak to its own
 * host alone.
 *
 * @returns The page.
 */
export async function apiPage(): Promise<ApiPage> {
  const script =
    `"use strict";\n${SCHEMA_SCRIPT}${REQUEST_SCRIPT}${PAGE_SCRIPT}`;
  const [scriptHash, styleHash] = await Promise.all(
    [script, PAGE_STYLE].map(hashOf),
  );
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
${PAGE_CONTENT}
<script>${script}</script>
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `script-src ${scriptHash}`,
    `style-src ${styleHash}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return { html, policy };
}

async function hashOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}
