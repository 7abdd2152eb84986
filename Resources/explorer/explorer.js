// The explorer: makes the page of a HAL document again in the browser, follows links without leaving it, and
// shows documentation, payloads and forms where they stand. It knows where it is from its address, and
// everything else from the answers.

import { accept, essence, exchange, isJSON, isOurs, parse, pretty, resolve } from "./hal.js";
import { documentationAt } from "./documentation.js";
import { formsOf, receipt } from "./forms.js";
import { View, el } from "./view.js";

/** The most characters of a text that are shown in place. */
const shownCharacters = 200_000;

const main = document.getElementById("main");
const status = el("p", { class: "live", role: "status", "aria-live": "polite" });
const receipts = el("section", { class: "receipts", "aria-label": "Answers", "aria-live": "polite" });
const aside = el("aside", { "aria-label": "Documentation", hidden: true, tabindex: "-1" });
let current = withoutHash(location.href);
let loading;

function withoutHash(url) { return url.split("#")[0]; }

/** Shows the document at an address. `options`: push (a new step of the history), scroll, focus. */
async function load(url, options = {}) {
  loading?.abort();
  const mine = loading = new AbortController();
  status.textContent = "Loading …";
  try {
    const answer = await exchange({ url, headers: { Accept: accept } }, { signal: mine.signal, cache: "no-cache" });
    if (!answer.document || typeof answer.document !== "object") {
      if (options.push) return location.assign(url);
      throw new Error(`${answer.status} ${answer.type}`);
    }
    if (options.push && withoutHash(answer.url) !== withoutHash(location.href)) {
      history.replaceState({ scroll: scrollY }, "");
      history.pushState({}, "", answer.url);
    } else {
      history.replaceState(history.state, "", answer.url);
    }
    current = withoutHash(answer.url);
    show(answer, options);
  } catch (error) {
    if (mine.signal.aborted) return;
    status.textContent = `Nothing to show from ${url}: ${error.message}`;
  }
}

function show(answer, { scroll = 0, focus = true }) {
  const view = new View(answer, {
    follow: (href) => go(href),
    show: preview,
    forms: (owner, rel, schema) => formsOf(owner, rel, schema, done),
  });
  const open = [...main.querySelectorAll("details.form[open]")].map((form) => form.dataset.rel);
  main.replaceChildren(...view.render());
  // Who sends one message often sends another.
  for (const form of main.querySelectorAll("details.form")) form.open = !focus && open.includes(form.dataset.rel);
  document.title = view.title + " · HALServer";
  address.value = answer.url;
  status.textContent = `${answer.status} ${answer.reason}`;
  scrollTo(0, scroll);
  if (focus) main.querySelector("h1")?.focus({ preventScroll: true });
}

/** Follows a link as far as this page may; the browser does the rest. */
function go(href) {
  if (!isOurs(href)) return location.assign(href);
  receipts.replaceChildren();
  return load(href, { push: true });
}

/** A form was taken: shows the answer, and the document as it is now. */
async function done(form, answer) {
  receipts.replaceChildren(receipt(form, answer));
  await load(current, { focus: false, scroll: scrollY });
  receipts.scrollIntoView({ block: "nearest" });
}

/** Shows what is no HAL in place: JSON and text as text, pictures as pictures, and everything to keep. */
async function preview(place, href, type) {
  if (type.startsWith("image/")) {
    return place.replaceChildren(el("img", { src: href, alt: "", onerror: () => place.replaceChildren("This is no picture that can be shown.") }), keep(href, href));
  }
  const stop = new AbortController();
  const text = el("pre", { tabindex: "0" });
  const button = el("button", { type: "button", class: "quiet", onclick: () => stop.abort() }, "Stop");
  place.replaceChildren(text, button);
  const chunks = [];
  try {
    const response = await fetch(href, { headers: { Accept: type }, signal: stop.signal });
    const found = essence(response.headers.get("Content-Type"));
    const isText = isJSON(found) || /^text\/|[/+](xml|javascript|ndjson)$/.test(found) || found.endsWith("json-seq");
    const decoder = new TextDecoder();
    for (let reader = response.body.getReader(), step; !(step = await reader.read()).done && place.contains(text);) {
      chunks.push(step.value);
      if (isText && text.textContent.length < shownCharacters) text.append(decoder.decode(step.value, { stream: true }));
    }
    const blob = new Blob(chunks, { type: "application/octet-stream" });
    if (isJSON(found) && blob.size < shownCharacters && parse(text.textContent) !== undefined) text.textContent = pretty(text.textContent);
    if (isText && blob.size >= shownCharacters) text.append("\n…");
    if (!isText) text.textContent = `${blob.size} bytes of ${found || "no type"}`;
    if (!response.ok) text.prepend(`${response.status} ${response.statusText}\n`);
    button.replaceWith(keep(URL.createObjectURL(blob), href, found));
  } catch (error) {
    if (stop.signal.aborted) return button.remove();
    place.replaceChildren(el("p", { class: "fault" }, error.message));
  }
}

/** A link that saves what was shown, under a name made of its address. */
function keep(url, href, type = "") {
  const { pathname } = new URL(href);
  const ending = { "application/json": ".json", "text/plain": ".txt" }[type] ?? "";
  return el("p", {}, el("a", { href: url, download: pathname.split("/").slice(-3).join("-") + ending }, "Download"));
}

/** Shows documentation beside the page. */
async function explain(href) {
  aside.hidden = false;
  document.body.classList.add("beside");
  const close = el("button", { type: "button", class: "quiet", "aria-label": "Close the documentation", onclick: () => {
    aside.hidden = true;
    document.body.classList.remove("beside");
    opener?.focus();
  } }, "Close");
  const bar = el("p", { class: "bar" }, el("a", { href }, "Documentation"), close);
  aside.replaceChildren(bar, "Loading …");
  try {
    aside.replaceChildren(bar, ...await documentationAt(href));
  } catch (error) {
    aside.replaceChildren(bar, error.message);
  }
  aside.scrollTop = 0;
  aside.focus({ preventScroll: true });
}

let opener;

document.addEventListener("click", (event) => {
  const anchor = event.target.closest?.("a[href]");
  if (!anchor || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (anchor.dataset.docs !== undefined && isOurs(anchor.href)) {
    event.preventDefault();
    if (!aside.contains(anchor)) opener = anchor;
    explain(anchor.href);
  } else if (anchor.dataset.hal !== undefined && isOurs(anchor.href)) {
    event.preventDefault();
    go(anchor.href);
  }
});

addEventListener("popstate", (event) => {
  if (withoutHash(location.href) === current) return;
  receipts.replaceChildren();
  load(location.href, { scroll: event.state?.scroll ?? 0 });
});

const ways = { ArrowLeft: "previous", ArrowRight: "next", "Shift ArrowLeft": "first", "Shift ArrowRight": "last" };

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !aside.hidden) aside.querySelector("button")?.click();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, pre, aside")) return;
  const rel = ways[(event.shiftKey ? "Shift " : "") + event.key];
  const anchor = rel && main.querySelector(`.pager a[rel=${rel}]`);
  if (!anchor) return;
  event.preventDefault();
  anchor.click();
});

const address = el("input", { name: "address", type: "text", "aria-label": "Address", autocomplete: "off", spellcheck: "false" });
const bar = el("form", { class: "address", role: "search", "aria-label": "Go to an address", onsubmit: (event) => {
  event.preventDefault();
  const href = resolve(address.value, location.href);
  if (href) go(href);
} }, address, el("button", {}, "Go"));

// The address changes under the page, so what is relative is made absolute while it is true.
for (const anchor of document.querySelectorAll("header a[href]")) {
  anchor.href = anchor.href;
  anchor.dataset.hal = "";
}
document.querySelector("header").append(bar, status);
main.before(receipts);
main.after(aside);
history.scrollRestoration = "manual";
load(location.href, { focus: false, scroll: history.state?.scroll ?? 0 });
