/** What stands on the page before its script has run. */
export const PAGE_CONTENT = `<header>
<h1 id="title">API</h1>
<form id="access">
<label id="deployment-field" hidden>Deployment
<select id="deployment"></select></label>
<label>Key
<input id="key" type="password" autocomplete="off" spellcheck="false" placeholder="none"></label>
<button>Use</button>
</form>
</header>
<noscript>This page needs its script; the description itself is openapi.json.</noscript>
<p id="state" role="status">Loading</p>
<main id="routes"></main>
<footer>The description as a file: <a href="openapi.json">openapi.json</a></footer>`;
