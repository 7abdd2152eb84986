"""Uses the web pages as a person does, in a real browser without a window.

    explorer_browser.py <halserver> <resources> <folder for pictures>

Starts a server of its own, walks from the index to the last message and back, sends every kind of form, and
fails at the first thing that is not as it should be: also at any error of the script and any breach of the
content security policy. The pictures that it takes on its way are for looking at.
"""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid

from axe_core_python.selenium import Axe
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

HOSTILE = [
    "<script>document.title='owned'</script>", "\"><img/src=x/onerror=\"document.title='owned'\">",
    "javascript:document.title='owned'", "</title><b>bold", "'\"&amp;<!--",
]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082")


class Server:
    """A server on a free port, with its data in a folder of its own."""

    def __init__(self, executable, resources):
        self.folder = tempfile.mkdtemp(prefix="halserver-explorer-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.root = f"http://127.0.0.1:{self.port}"
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(
            [executable, "serve", "--listen", f"127.0.0.1:{self.port}", "--data",
             os.path.join(self.folder, "data"), "--resources", resources],
            stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                urllib.request.urlopen(self.root + "/health/ready")
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the server did not start")

    def post(self, stream, body, **headers):
        address = f"{self.root}/streams/{urllib.parse.quote(stream, safe='').replace('%2F', '%252f')}"
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(address, data=body, headers=fields, method="POST")
        return urllib.request.urlopen(request).status

    def append(self, stream, count, kind="order-placed"):
        messages = [{"messageId": str(uuid.uuid4()), "type": kind,
                     "jsonData": {"number": number, "customer": "Ada & Söhne"}}
                    for number in range(count)]
        return self.post(stream, json.dumps(messages).encode(), Content_Type="application/json")

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder)


class Browser:
    """Chromium without a window, and what one does with it."""

    def __init__(self, pictures, width=1280, height=1000, scheme="light", script=True):
        options = webdriver.ChromeOptions()
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         # Whoever comes back gets the page from the cache of HTTP, not from memory.
                         "--disable-features=BackForwardCache",
                         f"--window-size={width},{height}"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        options.binary_location = shutil.which("chromium")
        if not script:
            options.add_experimental_option(
                "prefs", {"profile.managed_default_content_settings.javascript": 2})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        self.pictures = pictures

    def open(self, address):
        self.driver.get(address)
        self.settle()

    def settle(self):
        """Waits until the script has shown what it loaded."""
        self.until(lambda: self.driver.execute_script(
            "const live = document.querySelector('.live');"
            "return live && live.textContent && !live.textContent.includes('Loading')"))

    def until(self, condition, what="the page"):
        # The script may replace what was just found.
        passing = [NoSuchElementException, StaleElementReferenceException]
        WebDriverWait(self.driver, 15, poll_frequency=0.05, ignored_exceptions=passing).until(
            lambda _: condition(), what)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, element):
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def title(self):
        return self.one("h1").text

    def follow(self, words, inside="main"):
        """Clicks a link by its words, and waits for another document."""
        before = self.one("h1")
        found = [a for a in self.all(f"{inside} a[href]") if a.text == words]
        check(found, f"a link {words!r}")
        self.click(found[0])
        self.until(lambda: gone(before), f"what {words!r} leads to")
        self.settle()

    def form(self, title):
        for form in self.all("details.form"):
            if form.find_element(By.TAG_NAME, "summary").text.startswith(title):
                if form.get_attribute("open") is None:
                    self.click(form.find_element(By.TAG_NAME, "summary"))
                return form
        raise AssertionError(f"no form {title!r}")

    def field(self, form, name):
        for label in form.find_elements(By.CSS_SELECTOR, "label"):
            if name in label.text:
                return form.find_element(By.ID, label.get_attribute("for"))
        raise AssertionError(f"no field {name!r}")

    def submit(self, form):
        self.click(form.find_element(By.CSS_SELECTOR, "form > p > button"))

    def picture(self, name):
        self.driver.save_screenshot(str(self.pictures / f"{name}.png"))

    def complaints(self, *allowed):
        """What the console holds, but for answers that are errors on purpose."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if not any(f"status of {status}" in entry["message"] for status in allowed)]


def gone(element):
    try:
        element.is_enabled()
        return False
    except StaleElementReferenceException:
        return True


def check(condition, what):
    if not condition:
        raise AssertionError(what)
    print("ok:", what)


def browse(page, server):
    """From the index, by links alone, to the newest page and through all of them and back."""
    page.open(server.root + "/")
    check(page.title() == "Index", "the index is shown")
    page.picture("index")
    relations = [a.text for a in page.all(".links th a")]
    check("streamStore:feed" in relations, "relations are named")
    links = [a for a in page.all(".links td a") if a.get_attribute("href").endswith("/stream")]
    before = page.one("h1")
    page.click(links[0])
    page.until(lambda: gone(before))
    page.settle()
    check("p=-1" in page.driver.current_url or page.driver.current_url.endswith("/stream"),
          "the link to all messages was followed without leaving the page")
    page.picture("all-stream")
    first = [h.text for h in page.all("article h3")]
    check(len(first) == 20, "a page of twenty messages")
    page.follow("previous", ".pager")
    second = [h.text for h in page.all("article h3")]
    check(not set(first) & set(second), "previous shows other messages")
    page.follow("next", ".pager")
    page.one("body").send_keys(Keys.ARROW_LEFT)
    page.until(lambda: [h.text for h in page.all("article h3")] != first)
    page.settle()
    check([h.text for h in page.all("article h3")] == second, "the left arrow is previous")
    before = page.one("h1")
    page.one("body").send_keys(Keys.SHIFT, Keys.ARROW_LEFT)
    page.until(lambda: gone(before))
    page.settle()
    check("d=f" in page.driver.current_url and "p=0" in page.driver.current_url,
          "with Shift it is the first page")
    before = page.one("h1")
    page.driver.back()
    page.until(lambda: gone(before))
    page.settle()
    check([h.text for h in page.all("article h3")] == second, "back shows the page before")
    page.driver.refresh()
    page.settle()
    check([h.text for h in page.all("article h3")] == second, "and so does loading it again")


def find(page, server):
    """A template, filled in."""
    page.open(server.root + "/")
    form = [f for f in page.all("form.template") if "streamId" in f.text][0]
    form.find_element(By.NAME, "streamId").send_keys("a/b", Keys.ENTER)
    page.until(lambda: page.title() != "Index")
    page.settle()
    check("a%252fb?" in page.driver.current_url and "404" in page.one(".status").text,
          "an absent stream says so, and shows its forms")
    check(len(page.all("details.form")) >= 2, "forms of an absent stream")
    address = page.one("[name=address]")
    address.clear()
    address.send_keys("/streams/orders", Keys.ENTER)
    page.until(lambda: page.title() == "orders")
    check("p=-1" in page.driver.current_url, "redirects are followed")


def document(page, server):
    """The documentation beside a relation."""
    page.open(server.root + "/streams/orders")
    page.click([a for a in page.all("main a.rel") if a.text == "streamStore:metadata"][0])
    page.until(lambda: page.all("aside table"))
    check("treamStore:metadata" in page.one("aside").text or "etadata" in page.one("aside").text,
          "documentation stands beside its relation")
    check(page.title() == "orders", "and the page stays")
    page.picture("documentation")
    check(not page.all("aside script, aside style, aside [onclick]"), "it brings no script along")
    page.one("body").send_keys(Keys.ESCAPE)
    page.until(lambda: not page.one("aside").is_displayed())


def leave(page, server):
    """Away from the explorer, and back."""
    address = server.root + "/streams/orders?d=b&m=20&p=-1&e=0"
    page.open(address)
    page.driver.get(server.root + "/docs/append")
    check(page.all("nav a"), "documentation stands alone too")
    page.driver.back()
    page.settle()
    check(page.title() == "orders" and page.driver.current_url == address,
          "back is the page, not the document that the script fetched from the same address")
    page.click(page.one("article h3 a"))
    page.until(lambda: page.title().startswith("orders@"))
    before = page.one("h1")
    page.click(page.one("header a"))
    page.until(lambda: gone(before))
    page.settle()
    check(page.title() == "Index", "the way home is right at every depth")


def append(page, server):
    """Refused first, then taken; seen, and deleted."""
    page.open(server.root + "/streams/orders")
    form = page.form("Append to Stream")
    identifier = page.field(form, "messageId")
    check(len(identifier.get_attribute("value")) == 36, "an id is proposed")
    old = identifier.get_attribute("value")
    page.click(form.find_element(By.CSS_SELECTOR, "button[aria-label^='New']"))
    check(identifier.get_attribute("value") != old, "and another one on demand")
    identifier.clear()
    identifier.send_keys("not-a-uuid")
    page.field(form, "jsonData").send_keys("{not json")
    page.submit(form)
    page.until(lambda: "not JSON" in form.text)
    check(page.field(form, "jsonData").get_attribute("aria-invalid") == "true",
          "what cannot be sent is said at its field")
    data = page.field(form, "jsonData")
    data.clear()
    data.send_keys("{\"number\": 1.50, \"by\": \"hand\"}")
    page.submit(form)
    page.until(lambda: "400" in form.text)
    page.picture("refused")
    for name in ["messageId", "type"]:
        check(page.field(form, name).get_attribute("aria-invalid") == "true",
              f"the server's fault is shown at {name}")
    check(page.field(form, "jsonData").get_attribute("aria-invalid") is None, "and only there")
    check(page.driver.switch_to.active_element == identifier, "the first wrong field has the focus")
    page.click(form.find_element(By.CSS_SELECTOR, "button[aria-label^='New']"))
    page.field(form, "type").send_keys("by-hand")
    version = page.field(form, "SSS-ExpectedVersion")
    version.send_keys("7")
    page.submit(form)
    page.until(lambda: "409" in form.text)
    check("Wrong expected version" in form.text, "a wrong expected version is a conflict")
    version.clear()
    check("curl" in form.text and "by-hand" in form.text, "the request is shown as a line for a shell")
    page.submit(form)
    page.until(lambda: page.all(".receipt"))
    page.settle()
    page.until(lambda: "by-hand" in page.one("article").text)
    check("200 OK" in page.one(".receipts").text, "the answer is shown")
    page.picture("appended")
    form = page.form("Append to Stream")
    check(page.field(form, "type").get_attribute("value") == "", "the form is ready for the next one")
    page.click(page.one("article h3 a"))
    page.until(lambda: page.title().startswith("orders@"))
    page.settle()
    page.until(lambda: "1.50" in page.one("main").text)
    check("\"by\": \"hand\"" in page.one("main").text, "the message is there, to the letter")
    page.picture("message")
    form = page.form("Delete")
    page.submit(form)
    page.driver.switch_to.alert.dismiss()
    page.until(lambda: "Nothing was sent" in form.text)
    page.submit(form)
    page.driver.switch_to.alert.accept()
    page.until(lambda: page.all(".receipt"))
    page.until(lambda: page.all("main > .status"))
    check("404" in page.one(".status").text, "the deleted message is gone")
    check("204" in page.one(".receipts").text, "and the answer to the deletion is shown")


def metadata(page, server):
    """Numbers and JSON in a form."""
    page.open(server.root + "/streams/orders/metadata")
    form = page.form("Set Stream Metadata")
    page.field(form, "maxCount").send_keys("many")
    page.submit(form)
    page.until(lambda: "400" in form.text)
    check(page.field(form, "maxCount").get_attribute("aria-invalid") == "true", "a number is a number")
    page.field(form, "maxCount").clear()
    page.field(form, "maxCount").send_keys("500")
    page.field(form, "metadataJson").send_keys("{\"owner\": \"Ada\"}")
    page.submit(form)
    page.until(lambda: page.all(".receipt"))
    page.until(lambda: "500" in page.one("main table.state").text)
    check("Ada" in page.one("main table.state").text, "metadata is set")


def upload(page, server):
    """Bytes: text with a type, a picture from a file; shown again."""
    page.open(server.root + "/streams/notes")
    form = page.form("Append Bytes")
    form.find_element(By.TAG_NAME, "textarea").send_keys("one\ntwo")
    page.field(form, "SSS-MessageType").send_keys("note")
    page.submit(form)
    page.until(lambda: page.all("article"))
    check("text/plain" in page.one("article").text, "text is appended as it was typed")
    picture = pathlib.Path(server.folder) / "pixel.png"
    picture.write_bytes(PIXEL)
    form = page.form("Append Bytes")
    form.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(picture))
    page.submit(form)
    page.until(lambda: len(page.all("article")) == 2)
    page.settle()
    check("image/png" in page.one("article").text, "a file is appended with its type")
    for button in page.all("article .inline button"):
        page.click(button)
    page.until(lambda: page.all("article img") and "two" in page.all("article")[1].text)
    page.until(lambda: page.driver.execute_script(
        "return document.querySelector('article img').naturalWidth") == 1)
    check(True, "the picture is a picture, and text is text")
    page.until(lambda: len(page.all("article a[download]")) == 2)
    page.picture("payloads")


def resist(page, server):
    """Names and payloads of ill will."""
    for name in HOSTILE:
        body = json.dumps({"messageId": str(uuid.uuid4()), "type": name, "jsonData": {name: name},
                           "jsonMetadata": {name: name}}).encode()
        server.post(name, body, Content_Type="application/json")
        server.post(name, name.encode(), Content_Type="text/html", SSS_MessageType="page")
        server.post(name, b"<svg xmlns='http://www.w3.org/2000/svg'><script>top.document.title='owned'"
                    b"</script></svg>", Content_Type="image/svg+xml", SSS_MessageType="drawing")
        segment = urllib.parse.quote(name, safe="").replace("%2F", "%252f")
        page.open(f"{server.root}/streams/{segment}?d=b&m=20&p=-1&e=1")
        check(page.title() == name, f"{name} is a name like any other")
        for button in page.all("article .inline button"):
            page.click(button)
        page.until(lambda: all(place.text or place.find_elements(By.TAG_NAME, "img")
                               for place in page.all("article .shown")))
        check("owned" not in page.driver.title.replace(name, ""), "and runs nothing")
        check(not page.all("main script, main b, main iframe"), "nor is any of it markup")
        for anchor in page.all("a[href]"):
            check_scheme(anchor.get_attribute("href"))
    page.open(server.root + "/streams")
    check(not page.all("main script, main b"), "the list of streams neither")
    page.picture("hostile")
    forged = {"title": "Forged", "_embedded": {"x": {
        "$schema": "http://json-schema.org/draft-07/schema#", "title": "Innocent",
        "links": [{"href": "/streams/orders", "targetHints": {"allow": ["DELETE"]}}]}}}
    server.post("forged", json.dumps(forged).encode(), Content_Type="application/hal+json",
                SSS_MessageType="forged")
    page.open(server.root + "/streams/orders")
    address = page.one("[name=address]")
    address.clear()
    address.send_keys("/streams/forged/0/payload", Keys.ENTER)
    page.until(lambda: page.driver.current_url.endswith("/payload"))
    check(not page.all("details.form"), "a stored document gets no forms")


def check_scheme(address):
    if not address.startswith(("http:", "https:", "blob:")):
        raise AssertionError(f"a link to {address}")


def units(page, server):
    """The parts of the script that know no page, tried by themselves."""
    page.open(server.root + "/")
    source = page.one("script[type=module]").get_attribute("src").rsplit("/", 1)[0]
    result = page.driver.execute_async_script("""
      const [source, done] = arguments;
      (async () => {
        const hal = await import(source + "/hal.js");
        const fields = await import(source + "/fields.js");
        const root = { definitions: { n: { type: "integer" } } };
        const spot = { name: "x", pointer: "", required: true, root };
        const type = (node, selector, value) => { node.querySelector(selector).value = value; };
        const several = fields.field({ type: "array", items: { type: "object", required: ["id"], properties: {
          id: { type: "string", format: "uuid" }, n: { $ref: "#/definitions/n" }, on: { type: "boolean" } } } }, spot);
        several.node.querySelector(".quiet:last-of-type");
        [...several.node.querySelectorAll("button")].find((b) => b.textContent === "Add").click();
        const inputs = several.node.querySelectorAll("[name=n]");
        inputs[0].value = "12345678901234567890"; inputs[1].value = "x";
        const read = several.read();
        const either = fields.field({ oneOf: [{ const: "a" }, { const: "b" }] }, spot);
        const variant = fields.field({ anyOf: [{ title: "Text", type: "string" }, { title: "Number", type: "number" }] }, spot);
        variant.node.querySelector("select").value = "1";
        variant.node.querySelector("select").dispatchEvent(new Event("change"));
        type(variant.node, "input", "1.50");
        const free = fields.field({}, spot);
        type(free.node, "textarea", '{"a":1.0}');
        // A form of two ways, whose second one takes several of what the first one takes.
        const forms = await import(source + "/forms.js");
        const view = { base: "http://h/x/y", relation: (rel) => rel };
        const link = { href: "../a/{who}", targetHints: { allow: ["PUT"] }, submissionMediaType: "application/json" };
        const schema = {
          $schema: "http://json-schema.org/draft-07/schema#", title: "One", type: "object", required: ["n"],
          properties: { n: { type: "integer" }, s: { type: "string" } }, links: [
            { ...link, submissionSchema: { $ref: "#" }, headerSchema: { properties: { "X-Ü": { type: "string" } } } },
            { ...link, title: "Many", submissionSchema: { type: "array", items: { $ref: "#" } } },
            { href: "b", targetHints: { allow: ["DELETE"] }, submissionSchema: false },
            { href: "javascript:alert(1)", submissionMediaType: "text/plain",
              headerSchema: { properties: { "Content-Type": { type: "string" } } } },
          ] };
        const shown = forms.formsOf(view, "x:y", schema);
        const ways = shown.map((form) => {
          form.querySelectorAll("input[name]").forEach((input, index) => { input.value = String(index); });
          form.querySelector("form").dispatchEvent(new Event("input"));
          return form.querySelector("summary").textContent + ": " + form.querySelector(".copy code").textContent;
        });
        const [add, remove] = ["Add", "Remove"].map((text) =>
          (node) => [...node.querySelectorAll("button")].filter((b) => b.textContent === text)[0].click());
        const list = fields.field({ type: "array", items: { type: "object", properties: { n: {} } } }, spot);
        add(list.node);
        add(list.node);
        remove(list.node);
        const keyed = fields.field({ type: "object", properties: { "a/b~c": { type: "string" } } }, spot);
        done({
          several: hal.stringify(read), id: read[0].id.length,
          pointers: fields.within(several).map((one) => one.pointer),
          at: fields.at(several, "/1/n/deep").pointer, either: either.read(),
          variant: hal.stringify(variant.read()), free: hal.stringify(free.read()),
          keyed: keyed.fields[0].pointer, ways,
          removed: fields.within(list).map((one) => one.pointer),
          templates: [["a{?x,y}", { x: "1 2", y: "" }], ["{/x}{#y}", { x: "a/b", y: "c/d" }], ["{+x}", { x: "a/b" }],
            ["{x:3}{y*}", { x: "1", y: "2" }], ["s/{x}", { x: "!'()*ü" }]].map(([t, v]) => hal.expand(t, v)),
          resolved: ["../a", "javascript:alert(1)", " java\\nscript:1", "data:,x", "//other/x", "http://[", "mailto:a@b"]
            .map((href) => hal.resolve(href, "http://h/x/y")),
          pretty: hal.pretty('{"a":[1,2.50,{}],"b":"x:{,}\\\\\\"","c":1e400}'),
          numbers: hal.stringify(hal.parse('[1.0,12345678901234567890,1e400,3]')),
          curl: hal.curl({ method: "POST", url: "http://h/a", headers: { "X-A": "it's" }, body: "{}" }),
        });
      })().catch((error) => done({ error: String(error) }));
    """, source)
    accepts = "-H 'Accept: application/hal+json, */*;q=0.1'"
    expected = {
        "ways": [
            f"One PUT: curl -X PUT {accepts} -H 'X-Ü: 3' -H 'Content-Type: application/json' "
            "--data-binary '{\"n\":1,\"s\":\"2\"}' http://h/a/0",
            f"Many PUT: curl -X PUT {accepts} -H 'Content-Type: application/json' "
            "--data-binary '[{\"n\":1,\"s\":\"2\"}]' http://h/a/0",
            f"One DELETE: curl -X DELETE {accepts} http://h/x/b",
            "One POST: The form names no address of the web.",
        ],
        "removed": ["", "/0", "/0/n", "/1", "/1/n"],
        "id": 36, "pointers": ["", "/0", "/0/id", "/0/n", "/0/on", "/1", "/1/id", "/1/n", "/1/on"],
        "at": "/1/n", "either": "a", "variant": "1.50", "free": '{"a":1.0}', "keyed": "/a~1b~0c",
        "templates": ["a?x=1%202", "/a%2Fb#c/d", "a/b", "12", "s/%21%27%28%29%2A%C3%BC"],
        "resolved": ["http://h/a", None, None, None, "http://other/x", None, None],
        "pretty": '{\n  "a": [\n    1,\n    2.50,\n    {}\n  ],\n  "b": "x:{,}\\"",\n  "c": 1e400\n}',
        "numbers": "[1.0,12345678901234567890,1e400,3]",
        "curl": "curl -X POST -H 'X-A: it'\\''s' --data-binary '{}' http://h/a",
    }
    for name, value in expected.items():
        check(result.get(name) == value, f"{name} is {value!r}: {result.get(name, result)!r}")
    check('"n":12345678901234567890' in result["several"] and '"n":"x"' in result["several"],
          "numbers keep their digits, and what is none is the server's to refuse")


def narrow(server, pictures):
    """A small dark screen, and no script at all."""
    page = Browser(pictures, 390, 850, "dark")
    try:
        page.open(server.root + "/streams/orders?d=b&m=3&p=-1&e=1")
        width = page.driver.execute_script("return document.documentElement.scrollWidth")
        check(width <= 390, f"nothing is wider than a narrow screen ({width})")
        page.picture("narrow")
        page.driver.execute_script("scrollTo(0, 500)")
        page.form("Append to Stream")
        page.picture("narrow-form")
        check(page.complaints() == [], "the console is empty")
    finally:
        page.driver.quit()
    page = Browser(pictures, script=False)
    try:
        page.driver.get(server.root + "/streams/orders?d=b&m=3&p=-1&e=1")
        page.picture("without-script")
        check(page.title() == "orders" and page.all("article"), "without script the page can be read")
        page.driver.get(server.root + "/")
        field = page.one("input[name=streamId]")
        field.send_keys("orders", Keys.ENTER)
        page.until(lambda: page.title() == "orders")
        check("/streams/orders?" in page.driver.current_url, "and templates be filled in")
    finally:
        page.driver.quit()


def access(page, server):
    """What axe finds wrong for people who do not see, hear or point as others do: nothing."""
    for scheme in ["light", "dark"]:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})
        for address in ["/", "/stream", "/streams/orders?d=b&m=3&p=-1&e=1", "/streams", "/nowhere"]:
            page.open(server.root + address)
            for details in page.all("details"):
                page.driver.execute_script("arguments[0].open = true", details)
            if page.all("details.form"):
                form = page.form("Append to Stream")
                page.submit(form)
                page.until(lambda: "400" in form.text)
                page.click(page.one("main a.rel"))
                page.until(lambda: page.all("aside h3"))
            result = Axe().run(page.driver)
            check(len(result["passes"]) > 10, f"axe looked at {address} ({scheme})")
            found = [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]]
            check(found == [], f"and found nothing: {found}")


def large(page, server):
    """A page of very many messages."""
    server.append("many", 3000)
    started = time.monotonic()
    page.open(server.root + "/streams/many?d=b&m=10000&p=-1&e=1")
    check(len(page.all("article")) == 200, "of three thousand messages some are shown at once")
    check(time.monotonic() - started < 20, "in bearable time")
    page.click([b for b in page.all("main button") if b.text.startswith("Show 200")][0])
    page.until(lambda: len(page.all("article")) == 400)


def main(executable, resources, pictures):
    pictures = pathlib.Path(pictures)
    pictures.mkdir(parents=True, exist_ok=True)
    server = Server(executable, resources)
    page = None
    try:
        server.append("orders", 45)
        page = Browser(pictures)
        for walk in [browse, find, document, leave, append, metadata, upload, resist, units, access, large]:
            print("--", walk.__name__)
            walk(page, server)
            found = page.complaints(400, 404, 409)
            check(found == [], f"the console has no complaint: {found}")
        narrow(server, pictures)
    except Exception:
        if page:
            page.picture("failed")
            print(page.driver.current_url, page.complaints())
        raise
    finally:
        if page:
            page.driver.quit()
        server.end()
    print(f"Everything is as it should be. The pictures are in {pictures}.")


if __name__ == "__main__":
    main(*sys.argv[1:4])
