// How a HAL document looks. Everything that was stored goes into the page as text.

import { HAL, curl, documentation, expand, isOurs, links, list, pretty, resolve, stringify, Raw, variables } from "./hal.js";

/** An element with attributes and children; texts stay texts. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Text of anybody, kept apart from the direction of what stands around it. */
export const stored = (text) => el("bdi", {}, text);

/** A button that puts a text into the clipboard. */
export const copyButton = (text) => el("button", {
  type: "button", class: "quiet", onclick: async (event) => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
      button.textContent = "Selected";
    }
  },
}, "Copy");

const isForm = (value) => typeof value?.$schema === "string" && /schema#$/.test(value.$schema);

/** At most so many embedded resources are shown at once. */
const batch = 200;

/** One document on the page. */
export class View {
  /** `answer` is an exchange whose document is shown; `actions` has follow, show and forms. */
  constructor(answer, actions) {
    Object.assign(this, { answer, actions, document: answer.document, base: answer.url });
  }

  get title() {
    const self = list(this.document._links?.self)[0];
    return self?.title ?? (typeof this.document.title === "string" ? this.document.title : decoded(new URL(this.base).pathname));
  }

  /** The nodes that show the document. */
  render() {
    const { status, reason } = this.answer;
    const embedded = Object.entries(this.document._embedded ?? {});
    const forms = embedded.flatMap(([rel, value]) => list(value).filter(isForm).map((form) => [rel, form]));
    const others = embedded.filter(([, value]) => !list(value).some(isForm));
    return [
      el("h1", { tabindex: "-1" }, stored(this.title)),
      status >= 300 ? el("p", { class: "status" }, `${status} ${reason}`) : null,
      this.pager(),
      this.section("State", this.state(this.document)),
      this.section("Links", this.links()),
      this.section("Forms", forms.length
        ? el("div", { class: "forms" }, ...forms.flatMap(([rel, form]) => this.actions.forms(this, rel, form))) : null),
      ...others.map(([rel, value]) => el("section", {}, el("h2", {}, this.relation(rel)), this.items(list(value)))),
      raw(this.answer),
    ].filter(Boolean);
  }

  section(title, content) {
    return content ? el("section", {}, el("h2", {}, title), content) : null;
  }

  /** The ways to the pages beside this one, [relation, link object]. */
  get ways() {
    return ["first", "previous", "next", "last"].map((rel) => [rel, list(this.document._links?.[rel])[0]])
      .filter(([, link]) => link && !link.templated && resolve(link.href, this.base));
  }

  pager() {
    if (!this.ways.length) return null;
    return el("nav", { class: "pager", "aria-label": "Pages" },
      ...this.ways.map(([rel, link]) => el("a", { rel, href: resolve(link.href, this.base), "data-hal": "" }, rel)),
      el("span", { class: "hint" }, "Keys: ← previous, → next; with Shift first and last"));
  }

  /** The members of a resource that are its own. */
  state(resource) {
    const rows = Object.entries(resource).filter(([name]) => name !== "_links" && name !== "_embedded")
      .map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, stored(name)), el("td", {}, shown(value))));
    return rows.length ? el("table", { class: "state" }, el("tbody", {}, ...rows)) : null;
  }

  /** The links that the pager does not have. */
  links() {
    const passed = new Set(this.ways.map(([, link]) => link.href));
    const rows = links(this.document)
      .filter(([rel, link]) => !(/^(first|prev|previous|next|last)$/.test(rel) && passed.has(link.href)))
      .filter(([rel, link]) => !(rel === "alternate" && link.type === "text/html"))
      .map(([rel, link]) => el("tr", {}, el("th", { scope: "row" }, this.relation(rel)),
        el("td", {}, this.link(rel, link)), el("td", { class: "type" }, link.type === HAL ? "" : link.type ?? "")));
    return rows.length ? el("table", { class: "links" }, el("tbody", {}, ...rows)) : null;
  }

  /** The name of a relation; where it is documented, a click opens that beside the page. */
  relation(rel) {
    const href = documentation(rel, this.document, this.base);
    return href ? el("a", { href, class: "rel", rel: "help", "data-docs": "" }, rel) : stored(rel);
  }

  /** A link object: something to follow, to fill in or to look at. */
  link(rel, link, text = link.title ?? link.name ?? link.href) {
    if (link.templated) return this.template(link);
    const href = resolve(link.href, this.base);
    if (!href) return stored(link.href);
    const isHAL = !link.type || link.type === HAL;
    // What Accept chooses at this very address cannot be followed, only looked at.
    const anchor = rel === "alternate" ? stored(text) : el("a", { href, "data-hal": isHAL ? "" : null }, stored(text));
    if (isHAL || !isOurs(href)) return anchor;
    const place = el("div", { class: "shown" });
    const show = el("button", {
      type: "button", class: "quiet", "aria-expanded": "false",
      "aria-label": `Show ${link.title ?? rel} (${link.type})`,
      onclick: () => {
        const opens = !place.hasChildNodes();
        show.setAttribute("aria-expanded", String(opens));
        show.textContent = opens ? "Hide" : "Show";
        if (opens) this.actions.show(place, href, link.type);
        else place.replaceChildren();
      },
    }, "Show");
    return el("div", {}, anchor, " ", show, place);
  }

  /** A template: a field for each variable. */
  template(link) {
    const inputs = variables(link.href).map((name) => [name, el("input", { name, autocomplete: "off" })]);
    const form = el("form", {
      class: "template", onsubmit: (event) => {
        event.preventDefault();
        const values = Object.fromEntries(inputs.map(([name, input]) => [name, input.value]));
        const href = resolve(expand(link.href, values), this.base);
        if (href) this.actions.follow(href);
      },
    }, link.title ? el("span", {}, stored(link.title)) : null,
    ...inputs.map(([name, input]) => el("label", {}, name, " ", input)), el("button", {}, "Go"));
    return form;
  }

  /** Embedded resources, the first of them at once. */
  items(resources, from = 0) {
    if (!resources.length) return el("p", { class: "hint" }, "None.");
    const shown = resources.slice(from, from + batch).map((resource) => this.item(resource));
    const left = resources.length - from - batch;
    const holder = el("div", { class: "items" }, ...shown);
    if (left > 0) {
      holder.append(el("button", {
        type: "button", onclick: (event) => event.currentTarget.replaceWith(this.items(resources, from + batch)),
      }, `Show ${Math.min(left, batch)} of ${left} more`));
    }
    return holder;
  }

  item(resource) {
    if (resource === null || typeof resource !== "object") return el("article", {}, shown(resource));
    const self = list(resource._links?.self)[0];
    const others = links(resource).filter(([rel, link]) => rel !== "self" && !link.templated && link.href !== self?.href);
    return el("article", {},
      self ? el("h3", {}, this.link("self", self)) : null, this.state(resource),
      others.length ? el("div", { class: "inline" }, ...others.map(([rel, link]) => this.link(rel, link, rel))) : null,
      ...Object.entries(resource._embedded ?? {}).flatMap(([rel, value]) =>
        [el("h3", {}, this.relation(rel)), this.items(list(value))]));
  }
}

/** A path for people. */
export function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A value of the state. JSON in a string is shown as JSON. */
function shown(value) {
  if (value instanceof Raw) return value.text;
  if (value !== null && typeof value === "object") return el("pre", { tabindex: "0" }, pretty(stringify(value)));
  if (typeof value !== "string") return String(value);
  if (/^\s*[[{]/.test(value) && value.length > 2) {
    try {
      JSON.parse(value);
      return el("pre", { tabindex: "0" }, pretty(value));
    } catch { /* text like any other */ }
  }
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) {
    return el("time", { datetime: value, title: new Date(value).toLocaleString() }, value);
  }
  if (value === "") return el("em", {}, "empty");
  return value.includes("\n") ? el("pre", { tabindex: "0" }, value) : stored(value);
}

/** The answer as it came, and how to ask for it in a shell. */
export function raw(answer) {
  const line = curl(answer.request);
  const body = answer.type && answer.document !== undefined ? pretty(answer.text) : answer.text;
  const isLong = body.length > 200_000;
  return el("details", { class: "raw" }, el("summary", {}, "Request and response"),
    el("div", { class: "copy" }, el("code", {}, line), copyButton(() => line)),
    el("pre", { tabindex: "0" }, `${answer.status} ${answer.reason}\n` +
      answer.headers.map(([name, value]) => `${name}: ${value}`).join("\n")),
    body ? el("pre", { tabindex: "0" }, isLong ? body.slice(0, 200_000) + "\n…" : body) : null);
}
