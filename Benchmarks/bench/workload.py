"""What is asked of the servers: the message, its requests, the streams and their pages."""
import http.client
import json
import os
import random
import uuid

#: The load generator replaces every id of this form by a fresh one.
NIL = "00000000-0000-0000-0000-000000000000"
#: And every name of this form by the one of the stream that is written to.
STREAM = "s0000000"
ACCEPT = "application/hal+json"
#: Messages on a page, as the server's own links ask for.
PAGE_MESSAGES = 20

MESSAGE = {
    "messageId": NIL, "type": "orderPlaced", "jsonData": {
        "orderId": "fc394724-9fc2-d0a1-7b8f-2ab53451d013", "customer": "customer-9999",
        "lines": [{"sku": "SKU-00251", "qty": 8, "price": 90.92},
                  {"sku": "SKU-45090", "qty": 2, "price": 83.46}], "note": "the quick brown fox"},
    "jsonMetadata": {"corr": "abc"}}


def compact(value):
    """JSON without white space."""
    return json.dumps(value, separators=(",", ":"))


def stream_name(number):
    """The name that the load generator gives to stream `number`."""
    return f"s{number:07d}"


def page_path(stream, first=0):
    """A page of a stream from version `first` on, with payloads."""
    return f"/streams/{stream}?d=f&m={PAGE_MESSAGES}&p={first}&e=1"


def append_template(path, messages):
    """Writes a whole raw request that appends so many messages, for the load generator."""
    body = compact(MESSAGE) if messages == 1 else compact([MESSAGE] * messages)
    with open(path, "w") as file:
        file.write(
            f"POST /streams/{STREAM} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Accept: {ACCEPT}\r\nSSS-ExpectedVersion: -2\r\nContent-Length: {len(body)}\r\n\r\n{body}")
    return path


def seed_pages(port, count):
    """Fills the streams `page-0` … with one page each, of payloads that differ."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    chance = random.Random(7)
    for number in range(count):
        batch = []
        for _ in range(PAGE_MESSAGES):
            data = {**MESSAGE["jsonData"], "customer": f"customer-{chance.randrange(1000, 10000)}",
                    "orderId": str(uuid.UUID(int=chance.getrandbits(128)))}
            batch.append({**MESSAGE, "messageId": str(uuid.uuid4()), "jsonData": data})
        connection.request("POST", f"/streams/page-{number}", compact(batch),
                           {"Content-Type": "application/json", "Accept": ACCEPT})
        answer = connection.getresponse()
        answer.read()
        if answer.status // 100 != 2:
            raise RuntimeError(f"page-{number}: {answer.status}")
    connection.close()


def copy_pages(port, count, folder):
    """Writes every page as a file of its number, for the peers that serve it ready made. Returns the bytes
    of all."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    os.makedirs(folder, exist_ok=True)
    total = 0
    for number in range(count):
        connection.request("GET", page_path(f"page-{number}"), headers={"Accept": ACCEPT})
        answer = connection.getresponse()
        page = answer.read()
        if answer.status != 200 or page.count(b'"messageId"') < PAGE_MESSAGES:
            raise RuntimeError(f"page-{number}: {answer.status}, {len(page)} bytes")
        with open(f"{folder}/{number}", "wb") as file:
            file.write(page)
        total += len(page)
    connection.close()
    return total


def write_paths(path, paths):
    """Writes the list of what wrk asks for in turn."""
    with open(path, "w") as file:
        file.write("\n".join(paths) + "\n")
    return path


def random_pages(messages, streams, count=10000, seed=11):
    """Paths of pages spread over equally long streams."""
    chance = random.Random(seed)
    starts = max(1, messages // streams // PAGE_MESSAGES)
    return [page_path(stream_name(chance.randrange(streams)), PAGE_MESSAGES * chance.randrange(starts))
            for _ in range(min(count, streams * starts))]
