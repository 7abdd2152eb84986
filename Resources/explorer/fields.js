// Fields for JSON schemas (draft 07): each knows its node, where its value goes (a JSON pointer), and reads
// what was typed. What is right is for the server to say, which has the same schema.

import { Raw } from "./hal.js";
import { el } from "./view.js";

let count = 0;

/** What cannot be sent at all, with the field to blame. */
export class Unsendable extends Error {
  constructor(field, message) {
    super(message);
    this.field = field;
  }
}

/** A random UUID, also where the page was not loaded over a safe way. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const escaped = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

const typeOf = (schema) => {
  const types = [schema.type ?? []].flat();
  return types.find((type) => type !== "null") ?? (schema.properties ? "object" : schema.items ? "array" : undefined);
};

const isUUID = (schema) => schema.format === "uuid" || schema["x-schema-form"]?.type === "uuid" ||
  /\{8\}.*\{4\}.*\{4\}.*\{4\}.*\{12\}/.test(schema.pattern ?? "");

/** What a schema demands, in words. */
function hint(schema) {
  const words = [schema.description];
  if (schema.default !== undefined) words.push(`Default: ${JSON.stringify(schema.default)}.`);
  if (schema.minimum !== undefined || schema.maximum !== undefined) {
    words.push(`From ${schema.minimum ?? "…"} to ${schema.maximum ?? "…"}.`);
  }
  if (schema.maxLength !== undefined) words.push(`At most ${schema.maxLength} characters.`);
  return words.filter(Boolean).join(" ");
}

/** The schema behind a `$ref` into the same document. */
function deref(schema, root) {
  for (let hops = 0; hops < 8 && typeof schema?.$ref === "string" && schema.$ref.startsWith("#"); hops += 1) {
    schema = schema.$ref.slice(1).split("/").slice(1)
      .reduce((value, token) => value?.[token.replaceAll("~1", "/").replaceAll("~0", "~")], root);
  }
  return schema !== null && typeof schema === "object" ? schema : {};
}

/**
 * A field for a schema. `spot` is {name, pointer, required, root}. Returns {node, input, pointer, read, fields, fault}:
 * `read()` gives the value, undefined where nothing was typed; `fault(text)` shows what is wrong with it.
 */
export function field(schema, spot) {
  schema = deref(schema, spot.root);
  const choices = schema.enum ?? list(schema.oneOf ?? schema.anyOf, "const");
  if (choices) return choice(schema, spot, choices);
  const variants = schema.properties ? undefined : schema.oneOf ?? schema.anyOf;
  if (variants?.length) return variant(schema, spot, variants);
  switch (typeOf(schema)) {
    case "object": return schema.properties ? object(schema, spot) : json(schema, spot);
    case "array": return schema.items ? array(schema, spot) : json(schema, spot);
    case "string": return text(schema, spot);
    case "integer": case "number": return number(schema, spot);
    case "boolean": return choice(schema, spot, [true, false]);
    default: return json(schema, spot);
  }
}

const list = (schemas, key) => schemas?.every((schema) => schema && key in schema) ? schemas.map((s) => s[key]) : undefined;

/** A labelled input with room for what is wrong with it. */
function labelled(schema, spot, input, read, ...beside) {
  const id = `field-${count += 1}`;
  const about = hint(schema);
  const note = el("p", { class: "hint", id: id + "-hint" }, about);
  const wrong = el("p", { class: "fault", id: id + "-fault", hidden: true });
  input.id = id;
  input.setAttribute("aria-describedby", `${id}-hint ${id}-fault`);
  if (spot.required) input.setAttribute("aria-required", "true");
  const title = schema.title && schema.title.toLowerCase() !== spot.name.toLowerCase() ? `${schema.title} (${spot.name})` : spot.name;
  const node = el("div", { class: "field" },
    el("label", { for: id }, title, spot.required ? el("span", { class: "required" }, " required") : null),
    el("div", { class: "entry" }, input, ...beside), about ? note : null, wrong);
  return {
    node, input, read, pointer: spot.pointer, fields: [],
    fault(message) {
      wrong.textContent = message ?? "";
      wrong.hidden = !message;
      if (message) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}

/** Undefined for an empty entry that nobody demands. */
const typed = (input) => input.value === "" ? undefined : input.value;

function text(schema, spot) {
  const look = schema["x-schema-form"] ?? {};
  if (look.type === "textarea") {
    const input = el("textarea", { name: spot.name, rows: 4, spellcheck: "false" });
    return labelled(schema, spot, input, () => typed(input));
  }
  const isID = isUUID(schema);
  const input = el("input", {
    name: spot.name, type: "text", autocomplete: "off", spellcheck: "false", value: isID && spot.required ? uuid() : null,
  });
  const renew = isID ? el("button", {
    type: "button", class: "quiet", "aria-label": `New ${spot.name}`,
    onclick: () => {
      input.value = uuid();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
  }, "New") : null;
  const result = labelled(schema, spot, input, () => typed(input), renew);
  // What was sent with success is not sent again under the same id.
  if (isID && spot.required) result.renew = () => { input.value = uuid(); };
  return result;
}

function number(schema, spot) {
  const input = el("input", { name: spot.name, type: "text", inputmode: "numeric", autocomplete: "off" });
  return labelled(schema, spot, input, () => {
    const value = input.value.trim();
    if (value === "") return undefined;
    // What is no number goes as it is, for the server to refuse it in its own words.
    return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? new Raw(value) : value;
  });
}

function choice(schema, spot, choices) {
  const input = el("select", { name: spot.name }, spot.required ? null : el("option", { value: "" }, "—"),
    ...choices.map((value, index) => el("option", { value: String(index) }, typeof value === "string" ? value : JSON.stringify(value))));
  return labelled(schema, spot, input, () => input.value === "" ? undefined : choices[Number(input.value)]);
}

/** Any JSON value, as text that is sent as it was typed. */
function json(schema, spot) {
  const input = el("textarea", { name: spot.name, rows: 4, spellcheck: "false", class: "json", placeholder: "JSON" });
  const result = labelled(schema, spot, input, () => {
    const value = input.value.trim();
    if (value === "") return undefined;
    try {
      JSON.parse(value);
    } catch (error) {
      throw new Unsendable(result, `This is not JSON: ${error.message}`);
    }
    return new Raw(value);
  });
  return result;
}

/** The frame around several fields. */
function group(spot, title, fields, ...children) {
  const wrong = el("p", { class: "fault", hidden: true });
  const node = el("fieldset", {}, title ? el("legend", {}, title) : null, ...children, wrong);
  return {
    node, input: node, fields, pointer: spot.pointer,
    fault(message) {
      wrong.textContent = message ?? "";
      wrong.hidden = !message;
    },
  };
}

function object(schema, spot) {
  const required = schema.required ?? [];
  const fields = Object.entries(schema.properties).map(([name, property]) =>
    [name, field(property, { name, pointer: `${spot.pointer}/${escaped(name)}`, required: required.includes(name), root: spot.root })]);
  const result = group(spot, spot.name, fields.map(([, member]) => member), ...fields.map(([, member]) => member.node));
  result.read = () => {
    const values = fields.map(([name, member]) => [name, member.read()]).filter(([, value]) => value !== undefined);
    return values.length || spot.required ? Object.fromEntries(values) : undefined;
  };
  return result;
}

function array(schema, spot) {
  const items = [];
  const holder = el("div", { class: "elements" });
  const renumber = () => items.forEach((item, index) => {
    item.pointer = `${spot.pointer}/${index}`;
    repoint(item.field, item.pointer);
  });
  const add = () => {
    const pointer = `${spot.pointer}/${items.length}`;
    const entry = { pointer, field: field(schema.items, { name: `${spot.name || "Item"} ${items.length + 1}`, pointer, required: true, root: spot.root }) };
    entry.node = el("div", { class: "element" }, entry.field.node, el("button", {
      type: "button", class: "quiet", onclick: () => {
        items.splice(items.indexOf(entry), 1);
        entry.node.remove();
        renumber();
      },
    }, "Remove"));
    items.push(entry);
    holder.append(entry.node);
  };
  const result = group(spot, spot.name, [], holder, el("button", { type: "button", class: "quiet", onclick: add }, "Add"));
  Object.defineProperty(result, "fields", { get: () => items.map((item) => item.field) });
  result.read = () => items.length || spot.required
    ? items.map((item) => item.field.read()).filter((value) => value !== undefined) : undefined;
  if (spot.required && spot.pointer.split("/").length < 6) add();
  return result;
}

/** Moves a field and all inside it to another place of the body. */
function repoint(moved, pointer) {
  const old = moved.pointer;
  moved.pointer = pointer;
  for (const inner of moved.fields) repoint(inner, pointer + inner.pointer.slice(old.length));
}

/** One of several schemas, which the user chooses. */
function variant(schema, spot, variants) {
  const label = (one, index) => one.title ?? typeOf(one) ?? `Variant ${index + 1}`;
  const resolved = variants.map((one) => deref(one, spot.root));
  const holder = el("div", {});
  let chosen;
  const pick = (index) => {
    chosen = field(resolved[index], { ...spot, name: "" });
    holder.replaceChildren(chosen.node);
  };
  const select = el("select", { onchange: () => pick(Number(select.value)) },
    ...resolved.map((one, index) => el("option", { value: String(index) }, label(one, index))));
  const result = group(spot, spot.name, [], resolved.length > 1 ? el("label", { class: "variant" }, "Kind ", select) : null, holder);
  Object.defineProperty(result, "fields", { get: () => [chosen] });
  result.read = () => chosen.read();
  pick(0);
  return result;
}

/** All fields inside a field, itself first. */
export const within = (outer) => [outer, ...outer.fields.flatMap(within)];

/** The field that a pointer leads to, or the nearest one around it. */
export function at(outer, pointer) {
  const hits = within(outer).filter((one) => pointer === one.pointer || pointer.startsWith(one.pointer + "/"));
  return hits.sort((a, b) => b.pointer.length - a.pointer.length)[0];
}

/** Bytes of any kind: a file, or text. `typeField` is the field of their media type, if the form has one. */
export function bytes(schema, mediaType, typeField) {
  const file = el("input", { type: "file" });
  const text = el("textarea", { rows: 4, spellcheck: "false" });
  const type = typeField?.input ?? el("input", { autocomplete: "off", spellcheck: "false" });
  file.addEventListener("change", () => { if (file.files[0]?.type) type.value = file.files[0].type; });
  const spot = { pointer: "" };
  const fields = [
    labelled({}, { ...spot, name: "A file" }, file, () => file.files[0]),
    labelled({}, { ...spot, name: "or text" }, text, () => typed(text)),
  ];
  if (!typeField) fields.push(labelled({}, { ...spot, name: "Media type" }, type, () => typed(type)));
  const result = group({ pointer: "" }, "Bytes", fields, ...fields.map((one) => one.node));
  result.read = () => {
    const chosen = fields[0].read();
    return {
      body: chosen ?? fields[1].read() ?? "",
      type: fields[2]?.read() ?? (chosen ? chosen.type || mediaType : "text/plain; charset=utf-8"),
    };
  };
  return result;
}
