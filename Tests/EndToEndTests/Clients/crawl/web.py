"""Requests over one connection that is kept, redirects followed by hand so that they can be looked at."""

import http.client
import json
import urllib.parse


class Answer:
    """One response, with where it came from."""

    def __init__(self, method, url, response):
        self.method = method
        self.url = url
        self.status = response.status
        self.fields = [(name.lower(), value) for name, value in response.getheaders()]
        self.body = response.read()
        # The answers that led here.
        self.hops = []

    def __getitem__(self, name):
        values = [value for field, value in self.fields if field == name.lower()]
        return ", ".join(values) if values else None

    @property
    def type(self):
        """The media type without its parameters, None if there is none."""
        value = self["content-type"]
        return value.split(";")[0].strip().lower() if value else None

    @property
    def is_success(self):
        return 200 <= self.status < 300

    @property
    def json(self):
        return json.loads(self.body)

    def resolve(self, reference):
        """A reference of this answer as an address."""
        return urllib.parse.urljoin(self.url, reference)

    def __str__(self):
        return f"{self.method} {self.url} ({self.status})"


class Web:
    """Speaks to the one server there is."""

    def __init__(self, base):
        self.base = base
        self.origin = urllib.parse.urlsplit(base)
        self.connection = None
        self.requests = 0

    def is_ours(self, url):
        return url.startswith(self.base) or url == self.base.rstrip("/")

    def send(self, method, url, headers=None, body=None):
        """One request, one answer. A connection that the server has closed is opened again."""
        parts = urllib.parse.urlsplit(url)
        if (parts.scheme, parts.netloc) != (self.origin.scheme, self.origin.netloc):
            raise ValueError(f"{url} is somewhere else")
        target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        self.requests += 1
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(parts.netloc, timeout=30)
            try:
                self.connection.request(method, target, body, headers or {})
                response = self.connection.getresponse()
                answer = Answer(method, url, response)
                if response.will_close:
                    self.connection = None
                return answer
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.connection = None
                if attempt == 2:
                    raise

    def get(self, url, accept="*/*", method="GET"):
        """Follows redirects, at most five."""
        hops = []
        while True:
            answer = self.send(method, url, {"Accept": accept})
            answer.hops = list(hops)
            location = answer["location"]
            if answer.status not in (301, 302, 303, 307, 308) or not location or len(hops) == 5:
                return answer
            hops.append(answer)
            url = urllib.parse.urldefrag(answer.resolve(location)).url
