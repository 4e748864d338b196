/** How the page looks, by day and by night. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --back: #fbfaf8; --card: #fff; --text: #22252a; --dim: #5d636d;
  --line: #dedbd4; --accent: #0b62a8; --on-accent: #fff;
  --get: #19703b; --post: #8a4b08; --bad: #b3261e; --code: #f3f1ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #15171a; --card: #1d2024; --text: #e6e4df; --dim: #a0a5ad;
    --line: #363a41; --accent: #7cc0f7; --on-accent: #10212f;
    --get: #7ed69b; --post: #eab676; --bad: #ff9a92; --code: #131518;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem;
  background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
}
header, #access { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; }
header { justify-content: space-between; }
h1 { margin: 0; font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; font-size: 1rem; color: var(--dim); font-weight: 600; }
h3 { margin: 1rem 0 .25rem; font-size: .9rem; }
p { margin: .5rem 0; }
label { display: block; font-size: .85rem; color: var(--dim); }
input, select, textarea, button {
  font: inherit; color: inherit; background: var(--back);
  border: 1px solid var(--line); border-radius: .35rem; padding: .35rem .6rem;
}
input, select, textarea { display: block; color: var(--text); max-width: 100%; }
textarea, pre, code { font: .85rem/1.5 ui-monospace, monospace; }
textarea { width: 100%; min-height: 9rem; resize: vertical; }
button { cursor: pointer; }
button.main {
  background: var(--accent); color: var(--on-accent);
  border-color: var(--accent); font-weight: 600;
}
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
details.route {
  margin: .5rem 0; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem;
}
summary { padding: .6rem .8rem; cursor: pointer; border-radius: .5rem; }
summary > * { margin-right: .6rem; }
summary code { overflow-wrap: anywhere; font-size: .95rem; }
.method { font-weight: 700; font-size: .8rem; text-transform: uppercase; }
.get { color: var(--get); }
.post { color: var(--post); }
.dim { color: var(--dim); }
.bad { color: var(--bad); }
.inside { padding: 0 .8rem .8rem; }
.row { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin: .5rem 0; }
pre {
  margin: .25rem 0; padding: .6rem .8rem; max-height: 26rem; overflow: auto;
  background: var(--code); border: 1px solid var(--line); border-radius: .35rem;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
footer { margin-top: 2rem; font-size: .85rem; color: var(--dim); }
a { color: var(--accent); }
`;
