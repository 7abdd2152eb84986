// The documentation beside a relation: fetched from where the curie leads, rebuilt from a short list of
// elements, so that nothing in it can run.

import { essence, isOurs, resolve } from "./hal.js";
import { el } from "./view.js";

const allowed = new Set(("h1 h2 h3 h4 p ul ol li dl dt dd pre code em strong del blockquote table thead tbody tr th td " +
  "br hr a kbd").split(" "));
const dropped = new Set("script style template iframe object embed nav head title svg math form".split(" "));

/** The children of a foreign node, copied. */
function copied(node, base) {
  return [...node.childNodes].flatMap((child) => {
    if (child.nodeType === Node.TEXT_NODE) return [child.data];
    if (child.nodeType !== Node.ELEMENT_NODE || dropped.has(child.localName)) return [];
    const inner = copied(child, base);
    if (!allowed.has(child.localName)) return inner;
    // Below the headings of the page itself.
    const name = child.localName.replace(/^h[1-4]$/, (h) => "h" + Math.min(Number(h[1]) + 2, 6));
    const copy = el(name, {}, ...inner);
    if (name === "a") {
      const href = resolve(child.getAttribute("href") ?? "", base);
      if (href) Object.assign(copy, { href }).dataset.docs = "";
    }
    return [copy];
  });
}

/** Fetches documentation and returns nodes that show it. */
export async function documentationAt(url) {
  if (!isOurs(url)) return [el("p", {}, el("a", { href: url }, url))];
  const response = await fetch(url, { headers: { Accept: "text/html, text/markdown;q=0.8, text/plain;q=0.5" } });
  const text = await response.text();
  if (!response.ok) return [el("p", { class: "fault" }, `${response.status} ${response.statusText}`)];
  if (essence(response.headers.get("Content-Type")) !== "text/html") return [el("pre", {}, text)];
  return copied(new DOMParser().parseFromString(text, "text/html").body, response.url);
}
