"""One measurement: the server's and the generator's processor time for each operation, and the share of the
processors that others took. What others disturbed is measured again."""
import time

from .machine import PROCESSORS, busy, children_time, wait_until_quiet

#: The share of the processors above which a measurement counts as disturbed.
FOREIGN_LIMIT = 0.08
#: How often a disturbed measurement is tried in all.
TRIES = 3


class Patience:
    """The seconds that a whole run may spend on waiting for silence and on repeating what was disturbed, so that it
    comes to its end on a busy machine too."""

    def __init__(self, seconds):
        self.left = seconds

    def wait(self):
        """Waits for silence, as long as there is patience."""
        begin = time.time()
        wait_until_quiet(patience=min(8, self.left))
        self.left -= time.time() - begin


def measured(server, run, patience):
    """Calls `run`, which loads the server and returns a dictionary with the number `n` of operations, their
    `rate` and quantiles in microseconds, and adds to it, for each operation in microseconds: `cpu` and `user`
    of the server and `client` of the generator; and `foreign`, the share of the processors that went to
    others. Of several tries the least disturbed is kept."""
    best = None
    for _ in range(TRIES):
        patience.wait()
        user, system = server.processor_time()
        before, client, begin = busy(), children_time(), time.time()
        result = run()
        took, after = time.time() - begin, busy()
        user2, system2 = server.processor_time()
        client = children_time() - client
        spent = user2 - user + system2 - system
        others = after - before - spent - client
        count = max(result["n"], 1)
        result["cpu"] = spent * 1e6 / count
        result["user"] = (user2 - user) * 1e6 / count
        result["client"] = client * 1e6 / count
        result["foreign"] = min(1.0, max(0.0, others / took / PROCESSORS))
        if best is None or result["foreign"] < best["foreign"]:
            best = result
        if best["foreign"] <= FOREIGN_LIMIT or patience.left < took:
            break
        patience.left -= took
    return best
