// What HAL (draft-kelly-json-hal-11), curies, URI templates (RFC 6570) and HTTP mean. Nothing in here
// knows of any one server: every address comes out of an answer.

export const HAL = "application/hal+json";

/** What every request accepts: HAL, and of what is not HAL anything. */
export const accept = `${HAL}, */*;q=0.1`;

/** A value that may stand alone or in an array, as an array. */
export const list = (value) => value === undefined ? [] : Array.isArray(value) ? value : [value];

/** The links of a resource, [relation, link object] for each, but for the curies. */
export const links = (resource) =>
  Object.entries(resource?._links ?? {})
    .filter(([rel]) => rel !== "curies")
    .flatMap(([rel, value]) => list(value).map((link) => [rel, link]))
    .filter(([, link]) => typeof link?.href === "string");

/** An address of the web, or null: whatever was stored, nothing else is ever followed. */
export function resolve(href, base) {
  try {
    const url = new URL(href, base);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Whether the browser lets this page talk to an address. */
export const isOurs = (url) => new URL(url).origin === location.origin;

/** Where a relation is documented, by its curie; null for registered ones. */
export function documentation(rel, resource, base) {
  const colon = rel.indexOf(":");
  const curie = list(resource?._links?.curies).find((c) => c.name === rel.slice(0, colon));
  if (colon < 0 || !curie) return null;
  return resolve(expand(curie.href, { rel: rel.slice(colon + 1) }), base);
}

const expression = /\{([+#./;?&]?)([^{}]+)\}/g;
const operators = {
  "": ["", ","], "+": ["", ","], "#": ["#", ","], ".": [".", "."], "/": ["/", "/"],
  ";": [";", ";"], "?": ["?", "&"], "&": ["&", "&"],
};

const names = (variables) => variables.split(",").map((name) => name.replace(/[:*].*/, ""));

/** The names of a template's variables. */
export const variables = (template) =>
  [...template.matchAll(expression)].flatMap(([, , found]) => names(found));

/** The reference that a template becomes; variables without a value are left out. */
export const expand = (template, values) =>
  template.replace(expression, (_, operator, found) => {
    const [first, separator] = operators[operator];
    const encode = "+#".includes(operator) && operator
      ? encodeURI
      : (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
    const parts = names(found).filter((name) => values[name] !== undefined && values[name] !== "").map((name) => {
      const value = encode(String(values[name]));
      return ";?&".includes(operator) && operator ? name + "=" + value : value;
    });
    return parts.length ? first + parts.join(separator) : "";
  });

/** JSON text a member a line; numbers, names and strings stay as they are spelled. */
export function pretty(text) {
  let indent = 0;
  const line = () => "\n" + "  ".repeat(Math.min(indent, 20));
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\{\s*\}|\[\s*\]|[{}[\],:]|\s+|[^\s{}[\],:"]+/g, (token) => {
    switch (token[0]) {
      case "{": case "[":
        if (token.length > 1) return token[0] + token.at(-1);
        indent += 1;
        return token + line();
      case "}": case "]":
        indent -= 1;
        return line() + token;
      case ",": return token + line();
      case ":": return ": ";
      default: return /^\s/.test(token) ? "" : token;
    }
  });
}

/** A value that is written into JSON as it stands. */
export class Raw {
  constructor(text) { this.text = text; }
}

/** A value as JSON text, digits as they were typed. */
export function stringify(value) {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return "[" + value.map(stringify).join(",") + "]";
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return "{" + Object.entries(value).map(([name, item]) => JSON.stringify(name) + ":" + stringify(item)).join(",") + "}";
}

/** Parses JSON and keeps the spelling of numbers that JavaScript would change; undefined for what is no JSON. */
export function parse(text) {
  try {
    return JSON.parse(text, (_, value, context) =>
      typeof value === "number" && context?.source && String(value) !== context.source ? new Raw(context.source) : value);
  } catch {
    return undefined;
  }
}

/** The media type of a Content-Type field, without parameters. */
export const essence = (type) => (type ?? "").split(";")[0].trim().toLowerCase();

export const isJSON = (type) => /[/+]json$/.test(type);

/** Whether the server lets an answer do nothing in a browser: what somebody stored, not what the server says. */
const isSandboxed = (headers) => /(^|[;,])\s*sandbox\b/i.test(field(headers, "Content-Security-Policy"));

/** The value of a field among pairs of names and values. */
const field = (headers, wanted) =>
  headers.filter(([name]) => name.toLowerCase() === wanted.toLowerCase()).map(([, value]) => value).join(", ");

/**
 * What came back for a request: {request, url, status, reason, headers, type, text, document}; `document` is what the
 * JSON says; undefined for other types, and for what may not act: its forms would look like ours.
 */
export function received(request, { url, status, reason, headers, text }) {
  const type = essence(field(headers, "Content-Type"));
  const document = isJSON(type) && !isSandboxed(headers) ? parse(text) : undefined;
  return { request, url, status, reason, headers, type, text, document };
}

/** Sends a request and reads the answer, which `received` describes. */
export async function exchange(request, options = {}) {
  const { method = "GET", url, headers = {}, body } = request;
  const response = await fetch(url, {
    method, body, signal: options.signal, cache: options.cache,
    // A field value is bytes to fetch; ours are UTF-8.
    headers: Object.entries(headers).map(([name, value]) =>
      [name, String.fromCharCode(...new TextEncoder().encode(value))]),
  });
  const text = method === "HEAD" ? "" : await response.text();
  return received({ method, url, headers, body }, {
    url: response.url || url, status: response.status, reason: response.statusText, headers: [...response.headers], text,
  });
}

const quote = (text) => /^[\w@%+=:,./-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";

/** The request as a line for a shell. */
export function curl({ method = "GET", url, headers = {}, body }) {
  const words = ["curl"];
  if (method !== "GET") words.push("-X", method);
  else words.push("-L");
  for (const [name, value] of Object.entries(headers)) words.push("-H", quote(name + ": " + value));
  if (typeof body === "string") words.push("--data-binary", quote(body));
  else if (body) words.push("--data-binary", quote("@" + (body.name ?? "file")));
  words.push(quote(url));
  return words.join(" ");
}
