// A form: a JSON schema with the hyper-schema link by which it is sent.

import { accept, curl, expand, isJSON, links, list, resolve, stringify, Raw, variables } from "./hal.js";
import { Unsendable, at, bytes, field, within } from "./fields.js";
import { upload } from "./upload.js";
import { copyButton, el, raw, stored } from "./view.js";

/** One way to send a form: a link of the hyper-schema. */
class Form {
  constructor(view, rel, schema, link, done) {
    Object.assign(this, { view, rel, link, done, title: link.title ?? schema.title ?? rel });
    this.description = schema.description;
    const spot = { name: "", pointer: "", required: true, root: schema };
    const type = link.submissionMediaType ?? link.encType;
    this.method = link.targetHints?.allow?.[0] ?? link.method ?? (type ? "POST" : "GET");
    this.type = link.submissionSchema === false ? undefined : type;
    this.answer = el("div", { class: "answer", role: "status", "aria-live": "polite" });
    this.variables = variables(link.href ?? "").map((name) => [name, field({ type: "string" }, { ...spot, name })]);
    const { properties = {}, required = [] } = link.headerSchema ?? {};
    this.headers = Object.entries(properties).map(([name, property]) =>
      [name, field(property, { ...spot, name, required: required.includes(name) })]);
    const body = typeof link.submissionSchema === "object" ? link.submissionSchema : schema;
    if (this.type) this.body = isJSON(this.type) ? field(body, spot) : bytes(body, this.type, this.header("Content-Type"));
  }

  /** The field of a header, if the form names it. */
  header(wanted) {
    return this.headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
  }

  /** The form, closed until somebody wants it. */
  render() {
    const line = el("code", {}, "");
    const showLine = () => {
      try {
        line.textContent = curl(this.request());
      } catch (error) {
        line.textContent = error.message;
      }
    };
    const isRemoval = this.method === "DELETE";
    this.form = el("form", { novalidate: true, class: "sent", oninput: showLine, onchange: showLine, onsubmit: (event) => {
      event.preventDefault();
      this.submit();
    } },
    this.description ? el("p", {}, this.description) : null,
    ...this.variables.map(([, one]) => one.node), this.body?.node,
    this.headers.length ? el("fieldset", {}, el("legend", {}, "Header fields"), ...this.headers.map(([, one]) => one.node)) : null,
    el("p", {}, this.button = el("button", { class: isRemoval ? "danger" : "primary" }, this.title)),
    el("div", { class: "copy" }, line, copyButton(() => line.textContent)), this.answer);
    return el("details", { class: "form", ontoggle: showLine, "data-rel": this.rel },
      el("summary", {}, this.title, " ", el("span", { class: "method" }, this.method)),
      el("p", { class: "hint" }, this.view.relation(this.rel), ` ${this.method} `, el("code", {}, stored(this.link.href ?? ""))),
      this.form);
  }

  /** The request as the fields have it. Throws `Unsendable`. */
  request() {
    const values = Object.fromEntries(this.variables.map(([name, one]) => [name, one.read() ?? ""]));
    const url = resolve(expand(this.link.href ?? "", values), this.view.base);
    if (!url) throw new Unsendable(null, "The form names no address of the web.");
    const headers = { Accept: accept };
    for (const [name, one] of this.headers) {
      const value = one.read();
      if (value !== undefined) headers[name] = value instanceof Raw ? value.text : String(value);
    }
    if (!this.body) return { method: this.method, url, headers };
    const read = this.body.read();
    if (!isJSON(this.type)) {
      return { method: this.method, url, headers: { "Content-Type": read.type, ...headers }, body: read.body };
    }
    return { method: this.method, url, headers: { ...headers, "Content-Type": this.type }, body: stringify(read ?? {}) };
  }

  async submit() {
    for (const one of this.all) one.fault();
    this.answer.replaceChildren("Sending …");
    let request;
    try {
      request = this.request();
    } catch (error) {
      if (!(error instanceof Unsendable)) throw error;
      return this.refuse([[error.field, error.message]], error.message);
    }
    if (this.method === "DELETE" && !confirm(`${this.title}: ${decodeURI(request.url)}?`)) {
      return this.answer.replaceChildren("Nothing was sent.");
    }
    this.button.disabled = true;
    try {
      const answer = await upload(request, this.answer);
      if (answer.status < 400) await this.succeed(answer);
      else this.explain(answer);
    } catch (error) {
      this.answer.replaceChildren(el("p", { class: "fault" }, `No answer: ${error.message}`));
    } finally {
      this.button.disabled = false;
    }
  }

  /** All fields in their order on the page. */
  get all() {
    const [variables, headers] = [this.variables, this.headers].map((pairs) => pairs.map(([, one]) => one));
    return [...variables, ...this.body ? within(this.body) : [], ...headers];
  }

  succeed(answer) {
    this.answer.replaceChildren();
    for (const one of this.all) one.renew?.();
    return this.done(this, answer);
  }

  /** Shows a problem (RFC 9457): each of its errors at the field that its pointer names. */
  explain(answer) {
    const problem = answer.document ?? {};
    const errors = [problem.errors ?? []].flat().map((error) =>
      [error.header ? this.header(error.header) : this.body && at(this.body, String(error.pointer ?? "").replace(/^#/, "")),
        error.detail ?? error.message ?? error.rule ?? ""]);
    this.refuse(errors, `${answer.status} ${problem.title ?? answer.reason}${problem.detail ? ": " + problem.detail : ""}`, raw(answer));
  }

  refuse(faults, summary, ...more) {
    const said = new Map();
    for (const [one, message] of faults) {
      if (!one) continue;
      said.set(one, [...said.get(one) ?? [], message]);
      one.fault(said.get(one).join(" "));
    }
    this.answer.replaceChildren(el("p", { class: "fault" }, summary), ...more);
    this.all.find((one) => said.has(one) && !one.input.matches("fieldset"))?.input.focus();
  }
}

/** The nodes of a form, one for each way to send it. `done` is called with the way and the answer when it was taken. */
export const formsOf = (view, rel, schema, done) =>
  list(schema.links).map((link) => new Form(view, rel, schema, link, done).render());

/** What came back for a form that was taken. */
export function receipt(form, answer) {
  const found = answer.document ? links(answer.document) : [];
  const location = answer.headers.find(([name]) => name.toLowerCase() === "location")?.[1];
  if (location && !found.some(([, link]) => resolve(link.href, answer.url) === resolve(location, answer.url))) {
    found.unshift(["Location", { href: location }]);
  }
  const shown = found.map(([rel, link]) => [link.title ?? rel, !link.templated && resolve(link.href, answer.url)]).filter(([, href]) => href);
  return el("div", { class: "receipt" },
    el("p", {}, el("strong", {}, `${form.title}: ${answer.status} ${answer.reason}`)),
    shown.length ? el("p", { class: "inline" }, ...shown.map(([text, href]) => el("a", { href, "data-hal": "" }, stored(text)))) : null,
    raw(answer));
}
