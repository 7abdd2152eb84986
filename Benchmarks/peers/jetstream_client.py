"""Publishes to JetStream, each publication awaited: jetstream_client.py PORT TASKS SECONDS < message"""
import asyncio
import json
import statistics
import sys
import time

import nats

STREAMS = 1000


async def main(port, tasks, seconds, message):
    connection = await nats.connect(f"nats://127.0.0.1:{port}")
    stream = connection.jetstream()
    try:
        await stream.add_stream(name="messages", subjects=["s.*"])
    except nats.js.errors.BadRequestError:
        pass  # A round before has made it.
    times = []
    begin = time.perf_counter()
    end = begin + seconds

    async def publish():
        last = time.perf_counter()
        while last < end:
            await stream.publish(f"s.{len(times) % STREAMS}", message)
            now = time.perf_counter()
            times.append(now - last)
            last = now

    await asyncio.gather(*(publish() for _ in range(tasks)))
    spent = time.perf_counter() - begin
    await connection.close()
    cuts = statistics.quantiles(times, n=100)
    print(json.dumps({"n": len(times), "rate": len(times) / spent, "p50": cuts[49] * 1e6,
                      "p99": cuts[98] * 1e6}))


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.stdin.buffer.read()))
