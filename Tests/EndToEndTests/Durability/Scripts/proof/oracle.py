"""Compares everything that a server kept with what its clients know."""
import json
import zlib


def check(findings, everything, writers=(), deleters=(), refused=(), followers=()):
    """Judges all messages, oldest first, as `Client.everything` reads them."""
    positions = [message["position"] for message in everything]
    if positions != sorted(set(positions)):
        findings.add("reordered", "positions do not rise")
    for follower in followers:
        check_follower(findings, everything, follower)
    streams = {}
    for message in everything:
        streams.setdefault(message["streamId"], []).append(message)
    for deleter in deleters:
        check_deleter(findings, streams.pop(deleter.stream, []), deleter)
    for name, kept in streams.items():
        check_stream(findings, name, kept)
    sent = set()
    for writer in writers:
        sent |= check_writer(findings, streams, writer)
    never = set().union(*(one.ids for one in refused)) if refused else set()
    for name, kept in streams.items():
        for message in kept:
            identity = message["messageId"]
            if identity in never:
                findings.add("phantom", f"{name}: {identity} was refused and is there")
            elif identity not in sent and not name.startswith("ballast"):
                findings.add("phantom", f"{name}: {identity} was sent by nobody")


def check_stream(findings, name, kept):
    """Versions, identities, whole batches and bytes of a stream from which nothing is deleted."""
    if [message["streamVersion"] for message in kept] != list(range(len(kept))):
        findings.add("gap", f"{name}: versions are not 0, 1, 2 …")
    ids = [message["messageId"] for message in kept]
    if len(ids) != len(set(ids)):
        findings.add("duplicated", f"{name}: {len(ids) - len(set(ids))} messages are there twice")
    index = 0
    while index < len(kept):
        first = json.loads(kept[index]["payload"])
        batch = [json.loads(message["payload"]) for message in kept[index:index + first["of"]]]
        whole = [one["batch"] == first["batch"] and one["index"] == place
                 for place, one in enumerate(batch)]
        if len(batch) != first["of"] or not all(whole):
            findings.add("torn", f"{name}@{index}: a batch is torn")
        for one in batch:
            if one["crc"] != zlib.crc32(one["filler"].encode()) or one["stream"] != name:
                findings.add("corrupt", f"{name}@{index}: a payload is not what was sent")
        places = [message["position"] for message in kept[index:index + first["of"]]]
        if places != list(range(places[0], places[0] + len(places))):
            findings.add("torn", f"{name}@{index}: a batch is not in one run: {places}")
        index += max(first["of"], 1)


def check_writer(findings, streams, writer):
    """What was acknowledged is there, in order, where it was said to be. Returns the ids that were sent."""
    sent = set()
    for name in (writer.own, writer.shared):
        kept = {message["messageId"]: message for message in streams.get(name, [])}
        order = [message["messageId"] for batch in writer.acknowledged[name] for message in batch]
        lost = [identity for identity in order if identity not in kept]
        if lost:
            findings.add("lost", f"{name}: {len(lost)} acknowledged messages", len(lost))
        found = [kept[identity]["streamVersion"] for identity in order if identity in kept]
        if found != sorted(found):
            findings.add("reordered", f"{name}: acknowledged messages")
        for identity, place in writer.places.items():
            message = kept.get(identity)
            if name == writer.own and message is not None:
                now = (message["streamVersion"], message["position"])
                if now != place:
                    findings.add("moved", f"{name}: {identity} is at {now}, was at {place}")
        for batch in writer.acknowledged[name]:
            for message in batch:
                found = kept.get(message["messageId"])
                if found and json.loads(found["payload"]) != message["jsonData"]:
                    findings.add("corrupt", f"{name}: {message['messageId']}")
        sent.update(order)
        sent.update(message["messageId"] for message in writer.pending.get(name, []))
    return sent


def check_deleter(findings, kept, deleter):
    """What was deleted is gone, the rest is there, and metadata is what was said last."""
    ids = {message["messageId"] for message in kept}
    if deleter.kept - ids:
        findings.add("lost", f"{deleter.stream}: {len(deleter.kept - ids)} messages")
    if deleter.gone & ids:
        findings.add("phantom", f"{deleter.stream}: {len(deleter.gone & ids)} deleted messages")
    if ids - deleter.kept - deleter.open:
        findings.add("phantom", f"{deleter.stream}: messages that nobody sent")
    # Its own connection ended with the server.
    deleter.client.close()
    answer = deleter.client.ask("GET", f"/streams/{deleter.stream}/metadata")
    found = answer.json.get("maxCount") if answer and answer.status == 200 else None
    if found not in (deleter.said, deleter.saying if deleter.saying else deleter.said):
        findings.add("lost", f"{deleter.stream}: maxCount is {found}, said was {deleter.said}")


def check_follower(findings, everything, follower):
    """Nothing appeared behind the follower, and what it saw stands where it saw it."""
    kept = {message["position"]: (message["streamId"], message["messageId"])
            for message in everything}
    late = [position for position in kept
            if position < follower.passed and position not in follower.seen]
    if late:
        findings.add("late", f"{len(late)} positions behind the follower, {late[:5]}", len(late))
    for position, message in follower.seen.items():
        if message[0].startswith(("deleted-", "$")):
            continue
        if kept.get(position) != message:
            findings.add("moved", f"position {position} was {message}, is {kept.get(position)}")
