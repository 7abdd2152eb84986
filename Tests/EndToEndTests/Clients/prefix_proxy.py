"""A reverse proxy that shows a server below a prefix, as a location of a web server does.

    prefix_proxy.py http://127.0.0.1:5000/ /base/ crawler.py

Takes a free port and runs another script of this folder with the address of the prefix. It ends as the
script does. Like most proxies it changes nothing in what passes, Location included.
"""

import http.client
import subprocess
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# Fields for one connection only (RFC 9110 §7.6.1).
HOP_BY_HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}


class Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    upstream = None
    prefix = None
    # What else becomes of an answer, for tests of the tests.
    spoil = None
    beyond = None

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self.path.startswith(self.prefix):
            self.respond(404, [("Content-Length", "0")], b"")
            return
        if self.beyond is None:
            self.beyond = http.client.HTTPConnection(self.upstream, timeout=30)
        connection = self.beyond
        # What is spoiled must be so in the fields of HEAD, too.
        method = "GET" if self.command == "HEAD" and self.spoil else self.command
        connection.putrequest(
            method, "/" + self.path[len(self.prefix):], skip_host=True,
            skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in HOP_BY_HOP:
                connection.putheader(name, value)
        connection.endheaders(body or None)
        response = connection.getresponse()
        fields = [each for each in response.getheaders() if each[0].lower() not in HOP_BY_HOP]
        content = response.read()
        if response.getheader("Transfer-Encoding"):
            fields.append(("Content-Length", str(len(content))))
        if response.will_close:
            self.beyond = None
        answer = (response.status, fields, content)
        self.respond(*(self.spoil(self.command, self.path, *answer) if self.spoil else answer))

    def respond(self, status, fields, content):
        self.send_response_only(status)
        for name, value in fields:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = answer


def start(upstream, prefix):
    """Shows a server below a prefix. Returns the address."""
    Proxy.upstream = urllib.parse.urlsplit(upstream).netloc
    Proxy.prefix = prefix
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}{prefix}"


if __name__ == "__main__":
    script = str(Path(__file__).parent / sys.argv[3])
    command = [sys.executable, "-B", script, start(sys.argv[1], sys.argv[2])]
    sys.exit(subprocess.run(command).returncode)
