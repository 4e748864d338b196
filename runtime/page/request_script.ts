/** The part of the page's script that sends a request and shows what comes back. */
export const REQUEST_SCRIPT = `
const SHOWN = 1000000;
const base = location.pathname.replace(/[/]docs$/, "");

function element(name, properties = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "className" || key === "textContent") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function headersFor(more = {}) {
  const headers = { ...more };
  const key = document.getElementById("key").value.trim();
  const deployment = document.getElementById("deployment").value;
  if (key !== "") headers.authorization = "Bearer " + key;
  if (deployment !== "") headers[document.getElementById("deployment").dataset.header] = deployment;
  return headers;
}

/** A value as JSON: a list of plain values is one line. */
function jsonText(value, indent = "") {
  const inner = indent + "  ";
  if (Array.isArray(value)) {
    if (value.every((item) => item === null || typeof item !== "object")) return "[" + value.map((item) => JSON.stringify(item)).join(", ") + "]";
    return "[\\n" + value.map((item) => inner + jsonText(item, inner)).join(",\\n") + "\\n" + indent + "]";
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => inner + JSON.stringify(name) + ": " + jsonText(member, inner));
  return members.length === 0 ? "{}" : "{\\n" + members.join(",\\n") + "\\n" + indent + "}";
}

function pretty(text, type) {
  if (!type.includes("json") || type.includes("ndjson")) return text;
  try {
    return jsonText(JSON.parse(text));
  } catch {
    return text;
  }
}

function quoted(text) {
  return "'" + text.replaceAll("'", "'\\\\''") + "'";
}

/** The request as it is typed, without the key. */
function commandOf({ method, url, headers, body }) {
  const words = ["curl -N", quoted(new URL(url, location.href).href)];
  if (method !== "GET") words.push("-X " + method);
  for (const [name, value] of Object.entries(headers)) {
    words.push(name === "authorization" ? '-H "Authorization: Bearer $KEY"' : "-H " + quoted(name + ": " + value));
  }
  if (body !== undefined) words.push("-d " + quoted(body));
  return words.join(" ");
}

async function send(asked, shown) {
  const { method, url, headers, body, signal } = asked;
  const started = performance.now();
  const passed = () => Math.round(performance.now() - started) + " ms";
  shown.state.className = "dim";
  shown.state.textContent = "Sent";
  shown.answer.hidden = true;
  shown.command.textContent = commandOf(asked);
  let text = "";
  let type = "";
  try {
    const response = await fetch(url, { method, headers, body, signal, cache: "no-store", credentials: "same-origin" });
    type = response.headers.get("content-type") || "";
    const status = response.status + " " + response.statusText;
    const who = response.headers.get("azureml-model-deployment");
    const about = [status, type, ...(who === null ? [] : [who])].filter((part) => part.trim() !== "").join(" · ");
    shown.state.className = response.ok ? "" : "bad";
    shown.state.textContent = about + " · " + passed();
    shown.answer.hidden = false;
    shown.answer.textContent = "";
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) break;
      if (text.length >= SHOWN) continue;
      text += part.value;
      shown.answer.textContent = text.slice(0, SHOWN);
    }
    shown.state.textContent = about + " · " + passed();
    shown.answer.textContent = text === "" ? "(empty)" : pretty(text.slice(0, SHOWN), type);
  } catch (error) {
    shown.state.className = "bad";
    shown.state.textContent = (signal.aborted ? "Stopped" : "The answer broke off, or the host was not reached: " + error.message) + " · " + passed();
  }
}
`;
