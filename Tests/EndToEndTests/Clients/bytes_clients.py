"""Stores and fetches bytes with the programs that people have: curl, wget, aria2, python-requests, and tuspy, whose
upload goes on behind a cut connection and behind a restart of the server.

    bytes_clients.py <halserver> <resources> <directory>

Prints what was tried, and fails at the first thing that is not as it should be."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
from email.utils import formatdate

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Load"))

import requests
from tusclient import client as tus
from tusclient.exceptions import TusCommunicationError

from harness import Server, options

chosen = options(__doc__)
LARGE = 24_000_000


def check(condition, what):
    if not condition:
        raise SystemExit(f"not so: {what}")
    print("ok:", what)


def run(*command, stdin=None, ok=True):
    """What a program prints on both outputs."""
    done = subprocess.run(command, input=stdin, capture_output=True, cwd=chosen.directory, timeout=300)
    if ok and done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[-600:]}")
    return done.stdout + done.stderr


def path(name):
    return os.path.join(chosen.directory, name)


def read(name):
    with open(path(name), "rb") as file:
        return file.read()


def write(name, content):
    with open(path(name), "wb") as file:
        file.write(content)
    return path(name)


def curl(root, content):
    """Whole, from a pipe, in parts, and what broke off gone on with."""
    write("large", content)
    stored = json.loads(run("curl", "-s", "-T", "large", f"{root}/v1/streams"))
    check(stored["status"] == "created", "curl -T stores a file as a stream")
    place = f"{root}/v1/streams/{stored['id']}"
    check(run("curl", "-s", place) == content, "and gets it back")
    piped = json.loads(run("curl", "-s", "-T", "-", f"{root}/v1/streams", stdin=content[:70_000]))
    check(run("curl", "-s", f"{root}/v1/streams/{piped['id']}") == content[:70_000], "curl -T - stores a pipe")
    write("part", content[:5_000_000])
    run("curl", "-s", "-C", "-", "-o", "part", place)
    check(read("part") == content, "curl -C - goes on with a download")
    check(run("curl", "-s", "-r", "-100", place) == content[-100:], "curl -r gets the end")
    several = run("curl", "-s", "-i", "-r", "0-9,100-109", place)
    check(b"multipart/byteranges" in several and content[100:110] in several, "and several parts at once")
    check(b"304" in run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-z", formatdate(usegmt=True), place),
          "curl -z asks whether it changed")
    digest = run("curl", "-s", "-F", "file=@large;filename=\"the name.bin\"", f"{root}/").decode()
    check(digest == hashlib.md5(content).hexdigest(), "curl -F stores a file under its MD5")
    check(run("curl", "-s", f"{root}/?file_hash={digest}") == content, "which finds it")
    run("curl", "-s", "-OJ", f"{root}/files/{digest}")
    check(read("the name.bin") == content, "curl -OJ keeps it under the name that it had")
    check(run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-F", "file=@large", f"{root}/") == b"409",
          "and a second time it is there already")
    return place, f"{root}/files/{digest}"


def wget(stream, file, content):
    run("wget", "-q", "-O", "got", stream)
    check(read("got") == content, "wget gets a stream")
    write("got", content[:1_000_000])
    run("wget", "-q", "-c", "-O", "got", file)
    check(read("got") == content, "wget -c goes on with a file")
    os.remove(path("the name.bin"))
    run("wget", "-q", "--content-disposition", file)
    check(read("the name.bin") == content, "wget --content-disposition keeps its name")


def aria(stream, file, content):
    """Four connections, each with ranges of its own, and the digest at the end."""
    digest = hashlib.sha256(content).hexdigest()
    for number, place in enumerate((stream, file)):
        run("aria2c", "-q", "--no-conf", "--allow-overwrite=true", "-x4", "-s4", "-k1M", f"--checksum=sha-256={digest}",
            "-d", chosen.directory, "-o", f"aria-{number}", place)
        check(read(f"aria-{number}") == content, "aria2 gets it over four connections, and its digest is right")


def python(root, content):
    """As its users write it."""
    answer = requests.post(root + "/", files={"file": ("résumé.txt", content[:90_000])}, timeout=60)
    check(answer.status_code == 200 and answer.text == hashlib.md5(content[:90_000]).hexdigest(),
          "requests.post(files=…) stores a file")
    with open(path("large"), "rb") as file:
        answer = requests.put(root + "/files", data=file, timeout=60,
                              headers={"Repr-Digest": "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"})
    check(answer.status_code == 400, "a digest that is not that of the body is refused")
    answer = requests.post(root + "/v1/streams", data=(content[at:at + 4000] for at in range(0, 40_000, 4000)), timeout=60)
    check(answer.status_code == 201, "a generator is a stream")
    place = f"{root}/v1/streams/{answer.json()['id']}"
    with requests.get(place, stream=True, timeout=60) as opened:
        check(requests.delete(place, timeout=60).json()["status"] == "deleted", "a stream is deleted while it is read")
        check(opened.content == content[:40_000], "and read to its end")
    check(requests.get(place, timeout=60).text == "404 page not found\n", "then it is gone")



def resumable(server, root, content):
    """Both stores: an upload in pieces, cut in the middle, gone on with behind a restart."""
    for name in ("/v1/uploads", "/files/uploads"):
        with open(path("large"), "rb") as file:
            sender = tus.TusClient(root + name).uploader(
                file_stream=file, chunk_size=1_000_000, metadata={"filename": "large.bin", "filetype": "image/x"},
                upload_checksum=True)
            for _ in range(7):
                sender.upload_chunk()
            place = sender.url
        server.end()
        server.start()
        with open(path("large"), "rb") as file:
            sender = tus.TusClient(root + name).uploader(file_stream=file, url=place, chunk_size=5_000_000)
            check(sender.offset == 7_000_000, f"{name}: tuspy is told where it was, behind a restart")
            sender.upload()
        answer = requests.get(place, headers={"Accept": "application/hal+json"}, timeout=60)
        links = answer.json()["_links"]
        found = [link for rel, link in links.items() if rel in ("httpstream:stream", "filestore:file", "item", "related")]
        check(found, f"{name}: the finished upload leads to what it became: {list(links)}")
        whole = requests.get(requests.compat.urljoin(place, found[0]["href"]), timeout=60).content
        check(whole == content, f"{name}: all is there")
        gone = tus.TusClient(root + name).uploader(file_stream=open(path("large"), "rb"), chunk_size=1_000_000)
        gone.upload_chunk()
        requests.delete(gone.url, headers={"Tus-Resumable": "1.0.0"}, timeout=60).raise_for_status()
        try:
            gone.get_offset()
            check(False, "a terminated upload has no offset")
        except TusCommunicationError as error:
            check(error.status_code in (404, 410), f"{name}: a terminated upload is gone")


content = os.urandom(LARGE)
with Server(chosen, "--log-format", "off") as server:
    root = f"http://127.0.0.1:{server.port}"
    stream, file = curl(root, content)
    wget(stream, file, content)
    aria(stream, file, content)
    python(root, content)
    resumable(server, root, content)
    check(server.end()[0] == 0, "the server ends in good order")
