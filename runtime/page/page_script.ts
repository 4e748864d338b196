/** The part of the page's script that shows the routes, each with a form. */
export const PAGE_SCRIPT = `
const DEPLOYMENT = "azureml-model-deployment";
const state = document.getElementById("state");
const routes = document.getElementById("routes");
const key = document.getElementById("key");
const deployment = document.getElementById("deployment");

function exampleText(content) {
  const { example } = content;
  if (example === undefined) return "";
  return typeof example === "string" ? example : jsonText(example);
}

function block(title, text) {
  return [element("h3", { textContent: title }), element("pre", { textContent: text, tabindex: "0" })];
}

function selectOf(values, name) {
  const select = element("select", { "aria-label": name });
  for (const value of values) select.append(element("option", { value, textContent: value }));
  return select;
}

/** A field for a part of the address; it says what it adds. */
function fieldOf(parameter, components) {
  const content = parameter.content?.["application/json"];
  const schema = resolved(content ? content.schema : parameter.schema, components);
  const control = Array.isArray(schema.enum)
    ? selectOf(parameter.required ? schema.enum : ["", ...schema.enum], parameter.name)
    : element("input", { spellcheck: "false", "aria-label": parameter.name });
  if (content !== undefined && control.tagName === "INPUT") {
    control.value = content.example === undefined ? "" : JSON.stringify(content.example);
  }
  if (parameter.style === "form") control.placeholder = "a=1&b=2";
  const label = element("label", { textContent: parameter.name + (parameter.required ? " " : " (optional) ") }, [control]);
  return { parameter, control, label };
}

function urlOf(path, fields) {
  const query = [];
  for (const { parameter, control } of fields) {
    const { name } = parameter;
    if (parameter.in === "path") path = path.replace("{" + name + "}", encodeURIComponent(control.value));
    else if (control.value === "") continue;
    else if (parameter.style === "form") query.push(control.value);
    else query.push(encodeURIComponent(name) + "=" + encodeURIComponent(control.value));
  }
  return base + path + (query.length === 0 ? "" : "?" + query.join("&"));
}

function fill(inside, { path, method, operation }, components) {
  if (operation.description) inside.append(element("p", { textContent: operation.description }));
  const fields = (operation.parameters || [])
    .filter((parameter) => parameter.in !== "header")
    .map((parameter) => fieldOf(parameter, components));
  const form = element("form");
  if (fields.length > 0) form.append(element("div", { className: "row" }, fields.map(({ label }) => label)));
  const contents = Object.entries(operation.requestBody?.content || {})
    .filter(([type]) => !type.includes("parquet"));
  let body, bodyType;
  if (contents.length > 0) {
    body = element("textarea", { spellcheck: "false", "aria-label": "Body" });
    bodyType = selectOf(contents.map(([type]) => type), "Type of the body");
    const takes = element("pre", { tabindex: "0" });
    const show = () => {
      const [, content] = contents[bodyType.selectedIndex];
      body.value = exampleText(content);
      takes.textContent = schemaText(content.schema, components);
    };
    bodyType.addEventListener("change", show);
    show();
    form.append(
      element("h3", { textContent: "Takes" }), takes,
      element("div", { className: "row" }, [element("label", { textContent: "Body " }, [bodyType])]), body,
    );
  }
  const answers = Object.entries(operation.responses);
  const types = Object.keys(operation.responses[200]?.content || {});
  const accept = types.length > 1 ? selectOf(types, "Accept") : undefined;
  const button = element("button", { className: "main", textContent: "Send" });
  const stop = element("button", { type: "button", textContent: "Stop", disabled: "" });
  const row = element("div", { className: "row" }, [button, stop]);
  if (accept) row.prepend(element("label", { textContent: "Accept " }, [accept]));
  const shown = {
    state: element("p", { role: "status", className: "dim" }),
    answer: element("pre", { tabindex: "0", hidden: "", "aria-label": "Answer", className: "answer" }),
    command: element("pre", { tabindex: "0", "aria-label": "The request as a command" }),
  };
  const asked = () => {
    const headers = headersFor(accept ? { accept: accept.value } : {});
    if (body !== undefined) headers["content-type"] = bodyType.value;
    return { method: method.toUpperCase(), url: urlOf(path, fields), headers, body: body?.value };
  };
  let stopping;
  stop.addEventListener("click", () => stopping?.abort());
  form.addEventListener("input", () => shown.command.textContent = commandOf(asked()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    stopping?.abort();
    const mine = stopping = new AbortController();
    stop.disabled = false;
    await send({ ...asked(), signal: mine.signal }, shown);
    if (stopping === mine) stop.disabled = true;
  });
  shown.command.textContent = commandOf(asked());
  form.append(row);
  inside.append(form, shown.state, shown.answer);
  for (const [status, answer] of answers) {
    const [type, content] = Object.entries(answer.content || {})[0] || [];
    const text = content ? type + ": " + schemaText(content.schema, components) : "no body";
    inside.append(...block(status + " — " + answer.description, text));
    if (content && content.example !== undefined) inside.append(...block("For example", exampleText(content)));
  }
  inside.append(element("h3", { textContent: "As a command" }), shown.command);
}

function show(description) {
  const { info, tags = [], paths } = description;
  const components = description.components?.schemas || {};
  document.title = info.title;
  document.getElementById("title").textContent = info.title + " " + info.version;
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation }))
  );
  showDeployments(all);
  routes.replaceChildren(...tags.flatMap(({ name }) => [
    element("h2", { textContent: name }),
    ...all.filter(({ operation }) => operation.tags.includes(name)).map((route) => {
      const { path, method, operation } = route;
      const inside = element("div", { className: "inside" });
      const details = element("details", { className: "route" }, [
        element("summary", {}, [
          element("span", { className: "method " + method, textContent: method }),
          element("code", { textContent: path }),
          element("span", { className: "dim", textContent: operation.summary }),
        ]),
        inside,
      ]);
      details.addEventListener("toggle", () => {
        if (details.open && inside.childNodes.length === 0) fill(inside, route, components);
      });
      return details;
    }),
  ]));
  const first = all.find(({ method }) => method === "post");
  const index = first === undefined ? -1 : [...tags.flatMap(({ name }) => all.filter(({ operation }) => operation.tags.includes(name)))].indexOf(first);
  if (index >= 0) routes.querySelectorAll("details")[index].open = true;
}

function showDeployments(all) {
  const named = all.flatMap(({ operation }) => operation.parameters || [])
    .find((parameter) => parameter.in === "header" && parameter.name === DEPLOYMENT);
  document.getElementById("deployment-field").hidden = named === undefined;
  if (named === undefined || deployment.options.length > 0) return;
  deployment.dataset.header = DEPLOYMENT;
  deployment.append(element("option", { value: "", textContent: "by the weights" }));
  for (const name of named.schema.enum) deployment.append(element("option", { value: name, textContent: name }));
}

async function load() {
  state.className = "dim";
  state.hidden = false;
  state.textContent = "Loading";
  try {
    const response = await fetch(base + "/openapi.json", { headers: headersFor(), cache: "no-store" });
    if (response.status === 401) {
      state.textContent = "This host asks for a key: write it above";
      key.focus();
      return;
    }
    if (!response.ok) throw new Error("the host answered " + response.status);
    show(await response.json());
    state.hidden = true;
  } catch (error) {
    state.className = "bad";
    state.textContent = "Cannot load the description: " + error.message;
  }
}

document.getElementById("access").addEventListener("submit", (event) => {
  event.preventDefault();
  load();
});
deployment.addEventListener("change", load);
load();
`;
