// Files, sent by the one interface of browsers that tells how far it is.

import { exchange, received } from "./hal.js";
import { el } from "./view.js";

const units = ["bytes", "kB", "MB", "GB", "TB"];

/** A number of bytes as people say it. */
function size(count) {
  let step = 0;
  for (; count >= 1000 && step < units.length - 1; step += 1) count /= 1000;
  return `${step ? count.toPrecision(3) : count} ${units[step]}`;
}

/** Shows how far an upload is, with a button that ends it. Returns what is told the bytes sent. */
function gauge(place, total, stop) {
  const bar = el("progress", { max: String(total), value: "0", "aria-label": "Sent" });
  const words = el("span", {}, "");
  const begin = performance.now();
  place.replaceChildren(el("p", { class: "upload" }, bar, words, el("button", { type: "button", class: "quiet", onclick: stop }, "Cancel")));
  return (sent) => {
    const seconds = (performance.now() - begin) / 1000;
    bar.value = sent;
    words.textContent = sent < total
      ? `${size(sent)} of ${size(total)}, ${size(Math.round(sent / Math.max(seconds, 0.001)))}/s`
      : "Sent; waiting until it is on the disk …";
  };
}

/** Sends a request as `exchange` does; of a file it shows in `place` how far it is. */
export function upload(request, place) {
  const { method, url, headers = {}, body } = request;
  if (!body?.size) return exchange(request);
  return new Promise((resolve, reject) => {
    const sender = new XMLHttpRequest();
    const tell = gauge(place, body.size, () => sender.abort());
    sender.upload.onprogress = ({ loaded }) => tell(loaded);
    sender.onabort = () => reject(new Error("it was cancelled; nothing was stored."));
    sender.onerror = () => reject(new Error("the connection broke; nothing was stored."));
    sender.onload = () => {
      const fields = sender.getAllResponseHeaders().trim().split("\r\n").filter(Boolean).map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      });
      resolve(received(request, {
        url: sender.responseURL || url, status: sender.status, reason: sender.statusText, headers: fields, text: sender.responseText,
      }));
    };
    sender.open(method, url);
    for (const [name, value] of Object.entries(headers)) {
      // As with fetch: a field value is bytes, ours are UTF-8.
      sender.setRequestHeader(name, String.fromCharCode(...new TextEncoder().encode(value)));
    }
    sender.send(body);
  });
}
