#!/usr/bin/env python3
"""No request reads, makes or removes a file outside of the two stores of bytes: whatever stands in a path, a query, a
header or the name of a file. The server runs as nobody, so that a fault could not do much; files of the test's own,
beside the stores and in them, tell whether anything was touched."""
import hashlib
import itertools
import json
import os
import re
import shutil

from harness import Client, Report, Server, connect, options, read_head, status

chosen = options(__doc__)
SECRET = b"the sentinel's own words"
NOBODY = 65534
UUID = "20ef43f7-4bfd-4b86-9204-7c857a09a940"

#: Ways to say what lies beside a store.
ESCAPES = [
    "..", "../secret", "../../secret", "..%2fsecret", "..%2Fsecret", "%2e%2e%2fsecret", "%2e%2e/secret", ".%2e/secret",
    "%2e%2e%5csecret", "..%5csecret", "..\\secret", "..;/secret", "%252e%252e%252fsecret", "..%c0%afsecret",
    "..%ef%bc%8fsecret", "%00", "a%00b", f"{UUID}%00", f"{UUID}%2f..%2fsecret", f"../{UUID}", f"{UUID}.data",
    f"{UUID}/", f"{UUID.upper()}", "secret", "index.html", ".", ".tmp", ".meta", ".meta/queues/default", "%2etmp",
    "{root}/secret", "%2f{escaped}%2fsecret", "file:%2f%2f{escaped}%2fsecret", "~root", "-rf", "*", "?", "#", "a" * 300,
    "a" * 5000, "%0d%0aX-Injected:%20yes", "con", "nul", "$(id)", "`id`", "|id", "link", "link.data", "aa/link",
]
TEMPLATES = [
    "/v1/streams/{}", "/v1/streams/{}/next", "/v1/queues/{}", "/v1/queues/{}/first", "/files/{}", "/?file_hash={}",
    "/docs/{}", "/docs/httpstream/{}", "/explorer/{}", "/v1/uploads/{}", "/files/uploads/{}", "/{}",
]
NAMES = [
    '../../secret', '/etc/passwd', 'a\\"b', 'a\r\nX-Injected: yes', 'a\nX-Injected: yes', 'a\x00b', '"; filename=x',
    "x" * 2000, "\u202egpj.exe", "..", ".", "", "%0d%0aX-Injected: yes", "a;b", "a/b", "a\\b", "é\u0301", "<b>",
]


def plant(server):
    """Sentinels: beside the stores, in them where they own nothing, and behind links."""
    root = os.path.realpath(server.data)
    for folder in (root, f"{root}/DATA", f"{root}/store", f"{root}/store/aa", chosen.directory):
        os.makedirs(folder, exist_ok=True)
        for name in ("secret", "secret.data", "index.html"):
            with open(f"{folder}/{name}", "wb") as file:
                file.write(SECRET)
    # Names of the right form that lead out of the store, and one that is a directory.
    linked = hashlib.md5(b"linked").hexdigest()
    os.makedirs(f"{root}/store/{linked[:2]}", exist_ok=True)
    for path in (f"{root}/DATA/{UUID}.data", f"{root}/store/{linked[:2]}/{linked}"):
        if not os.path.lexists(path):
            os.symlink(f"{chosen.directory}/secret", path)
    folder = hashlib.md5(b"folder").hexdigest()
    os.makedirs(f"{root}/store/{folder[:2]}/{folder}", exist_ok=True)
    os.makedirs(f"{root}/DATA/{UUID[:-1]}1.data", exist_ok=True)
    return root, [UUID, UUID[:-1] + "1", linked, folder]


def sentinels(root):
    """All files that are ours, with what is in them."""
    found = {}
    for folder, _, names in itertools.chain(os.walk(root), [(chosen.directory, (), ("secret",))]):
        for name in names:
            path = os.path.join(folder, name)
            if name.startswith(("secret", "index.html")):
                found[path] = open(path, "rb").read()
    return found


def raw(port, method, target, body=b"", headers=""):
    """The whole answer to a request whose target is sent as it is."""
    peer = connect(port)
    try:
        peer.sendall(f"{method} {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
                     f"{headers}\r\n".encode("utf-8", "surrogateescape") + body)
        answer = read_head(peer)
        while more := peer.recv(65536):
            answer += more
        return answer
    except OSError as error:
        return f"HTTP/1.1 000 {type(error).__name__}".encode()
    finally:
        peer.close()


def walk(server, root, more, faults):
    """Every escape at every place, by every method."""
    count = 0
    escaped = root.strip("/").replace("/", "%2f")
    for template, escape in itertools.product(TEMPLATES, ESCAPES + more):
        target = template.format(escape.replace("{root}", root).replace("{escaped}", escaped))
        for method in ("GET", "HEAD", "DELETE", "PUT", "POST", "PATCH"):
            if not chosen.long and method in ("HEAD", "PATCH") and count % 5:
                count += 1
                continue
            count += 1
            answer = raw(server.port, method, target, b"x" if method in ("PUT", "POST", "PATCH") else b"")
            found = status(answer)
            if SECRET in answer:
                faults.append(f"{method} {target[:80]} shows the sentinel")
            if b"\r\nX-Injected" in answer:
                faults.append(f"{method} {target[:80]} adds a field")
            if root.encode() in answer and "{root}" not in escape and "{escaped}" not in escape:
                faults.append(f"{method} {target[:80]} tells where the stores are")
            if found == 0 or found in (500, 502, 503):
                faults.append(f"{method} {target[:80]} got {answer[:60]}")
    return count


def name(server, faults):
    """Names of files that are no names: none leaves its field, or makes a file."""
    count = 0
    for chosen_name in NAMES:
        quoted = chosen_name.replace("\\", "\\\\").replace('"', '\\"')
        for disposition in (f'filename="{quoted}"', f'filename="{chosen_name}"', f"filename*=UTF-8''{chosen_name}"):
            content = os.urandom(16)
            body = (b'--b\r\nContent-Disposition: form-data; name="file"; ' + disposition.encode() +
                    b"\r\nContent-Type: text/html\r\n\r\n" + content + b"\r\n--b--\r\n")
            stored = raw(server.port, "POST", "/files", body, "Content-Type: multipart/form-data; boundary=b\r\n")
            place = re.search(rb"\r\nLocation: (\S+)\r\n", stored)
            count += 1
            if not place:
                if status(stored) != 400:
                    faults.append(f"{disposition[:60]!r} got {stored[:60]}")
                continue
            digest = hashlib.md5(content).hexdigest()
            answer = raw(server.port, "GET", f"/files/{digest}")
            head = answer.split(b"\r\n\r\n")[0]
            if status(answer) != 200 or b"\r\nX-Injected" in answer or not answer.endswith(content):
                faults.append(f"{disposition[:60]!r} came back as {head[:200]}")
            shown = re.search(rb"\r\nContent-Disposition: ([^\r]*)", head, re.I)
            if shown and re.search(rb"[\x00-\x1f\x7f]", shown.group(1)):
                faults.append(f"{disposition[:60]!r} is shown as {shown.group(1)}")
            for wanted in (b"nosniff", b"sandbox"):
                if wanted not in head:
                    faults.append(f"what was stored comes without {wanted.decode()}: {head[:200]}")
    return count


def main():
    report, faults = Report(chosen), []
    unprivileged = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    server = Server(chosen, "--log-format", "off", before=unprivileged)
    server.clear()
    os.makedirs(server.data, mode=0o700)
    root, more = plant(server)
    if unprivileged:
        os.chmod(chosen.directory, 0o755)
        for folder, folders, files in os.walk(server.data):
            for one in [folder, *(os.path.join(folder, name) for name in files)]:
                os.chown(one, NOBODY, NOBODY, follow_symlinks=False)
    before = sentinels(root)
    with_log = os.path.join(chosen.directory, "data.log")
    open(with_log, "wb").close()
    try:
        server.start()
        requests = walk(server, root, more, faults)
        names = name(server, faults)
        found, _, _ = Client(server.port).send("POST", "/v1/streams", b"whole")
        if found != 201:
            faults.append(f"an upload behind all that got {found}")
        after = sentinels(root)
        faults += [f"{path} is gone or changed" for path, content in before.items() if after.get(path) != content]
        faults += [f"{path} is new" for path in after.keys() - before.keys()]
        if server.end()[0] != 0:
            faults.append("it did not end with 0")
    finally:
        server.__exit__()
        shutil.rmtree(server.data, ignore_errors=True)
    report.line("security", faults, requests=requests, names=names, sentinels=len(before),
                user="nobody" if unprivileged else "the tester")
    report.end()


main()
