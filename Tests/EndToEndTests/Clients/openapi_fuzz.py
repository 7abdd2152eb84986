"""Has schemathesis prove that the description is true: `openapi_fuzz.py HALSERVER RESOURCES [SECONDS [SEED]]`.

It starts a server with a few streams, and lets schemathesis send what the description allows and what it
forbids, for so many seconds, from a fixed seed: no 5xx, no status, field or media type that is not described,
nothing forbidden taken and nothing allowed refused.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

HERE = pathlib.Path(__file__).parent
server_path, resources = sys.argv[1:3]
seconds = sys.argv[3] if len(sys.argv) > 3 else "120"
seed = sys.argv[4] if len(sys.argv) > 4 else "3"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(url):
    for _ in range(500):
        try:
            urllib.request.urlopen(url)
            return
        except OSError:
            time.sleep(0.02)
    sys.exit("the server did not start")


def fill(url):
    """Puts something there; returns what it is called, by kind."""
    for name in ("a", "b", "%C3%A9"):
        body = json.dumps(
            [{"messageId": str(uuid.uuid4()), "type": "t", "jsonData": {"n": n}} for n in range(5)]
        ).encode()
        request = urllib.request.Request(
            f"{url}/streams/{name}", body, {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request)

    def posted(path, body=None, **fields):
        headers = {"Content-Type": "application/octet-stream", **fields}
        request = urllib.request.Request(f"{url}/{path}", body, headers, method="POST")
        return urllib.request.urlopen(request).headers["Location"].rsplit("/", 1)[1]

    tus = {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}
    return {
        "streams": [posted(f"v1/queues/{name}", b"bytes") for name in ("default", "fuzz") * 2],
        "files": [posted("files", b"bytes %d" % number) for number in range(4)],
        **{
            place: [posted(place, **tus) for _ in range(4)]
            for place in ("v1/uploads", "files/uploads")
        },
    }


with tempfile.TemporaryDirectory() as scratch:
    url = f"http://127.0.0.1:{free_port()}"
    log = open(f"{scratch}/server.log", "wb")
    server = subprocess.Popen(
        [server_path, "serve", "--listen", url.removeprefix("http://"), "--store", "memory",
         "--resources", resources],
        stdout=log, stderr=log,
    )
    try:
        wait(f"{url}/health/ready")
        places = json.dumps(fill(url))
        environment = {**os.environ, "PYTHONPATH": str(HERE), "PYTHONHASHSEED": "0"}
        environment["HALSERVER_PLACES"] = places
        result = subprocess.run(
            [f"{os.path.dirname(sys.executable)}/schemathesis", "--config-file",
             str(HERE / "schemathesis.toml"), "run", f"{url}/openapi.json", "--url", url,
             "--seed", seed, "--max-time", seconds, "--no-color", "--max-examples", "50"],
            cwd=scratch, env=environment,
        )
        alive = server.poll() is None
    finally:
        server.terminate()
        server.wait()
    if not alive:
        print(pathlib.Path(f"{scratch}/server.log").read_text()[-4000:])
        sys.exit("the server ended")
    sys.exit(result.returncode)
