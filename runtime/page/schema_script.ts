/** The part of the page's script that writes a schema as lines of text. */
export const SCHEMA_SCRIPT = `
const MAX_DEPTH = 8;

function resolved(schema, components) {
  const prefix = "#/components/schemas/";
  for (let i = 0; i < MAX_DEPTH && schema && typeof schema.$ref === "string"; i++) {
    if (!schema.$ref.startsWith(prefix)) break;
    const name = schema.$ref.slice(prefix.length);
    schema = Object.hasOwn(components, name) ? components[name] : {};
  }
  return schema && typeof schema === "object" ? schema : {};
}

function typeOf(schema, components, depth) {
  const one = resolved(schema, components);
  if ("const" in one) return JSON.stringify(one.const);
  if (Array.isArray(one.enum)) return one.enum.map((value) => JSON.stringify(value)).join(" or ");
  const options = one.anyOf || one.oneOf;
  if (one.type === undefined && Array.isArray(options) && depth < MAX_DEPTH) {
    const kinds = new Set(options.map((each) => typeOf(each, components, depth + 1)));
    return [...kinds].join(" or ");
  }
  const type = Array.isArray(one.type) ? one.type.join(" or ") : one.type || "anything";
  if (type === "array") {
    const sizes = one.minItems !== undefined && one.minItems === one.maxItems ? one.minItems + " " : "";
    return "list of " + sizes + (depth < MAX_DEPTH ? typeOf(one.items, components, depth + 1) : "…");
  }
  return one.format === undefined ? type : type + " (" + one.format + ")";
}

/** Lines for what a schema has inside, indented. */
function schemaLines(schema, components, depth = 0) {
  if (depth > MAX_DEPTH) return [];
  const one = resolved(schema, components);
  const required = new Set(Array.isArray(one.required) ? one.required : []);
  const lines = [];
  for (const [name, member] of Object.entries(one.properties || {})) {
    const about = resolved(member, components);
    const said = typeof about.description === "string" ? " — " + about.description : "";
    lines.push(
      "  ".repeat(depth) + name + (required.has(name) ? "" : "?") + ": " +
        typeOf(member, components, depth) + said,
      ...schemaLines(member, components, depth + 1),
    );
  }
  if (one.items !== undefined) lines.push(...schemaLines(one.items, components, depth));
  const options = [one.anyOf, one.oneOf, one.allOf].filter(Array.isArray).flat();
  for (const option of options) lines.push(...schemaLines(option, components, depth));
  return [...new Set(lines)];
}

function schemaText(schema, components) {
  const lines = schemaLines(schema, components, 1);
  const alternatives = resolved(schema, components).anyOf || [];
  const names = alternatives.map((each) => each.required).filter(Array.isArray).flat();
  const rule = names.length > 1 ? ["one of " + [...new Set(names)].join(", ")] : [];
  return [typeOf({ ...resolved(schema, components), anyOf: undefined }, components, 0), ...rule, ...lines]
    .join("\\n");
}
`;
