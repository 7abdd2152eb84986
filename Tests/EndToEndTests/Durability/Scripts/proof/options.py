"""The command line that all scripts share: HALSERVER RESOURCES DIRECTORY and --seed."""
import argparse
import random
import signal
import sys


def parser(description, **defaults):
    """A parser with what every script takes, and a whole number for each of `defaults`."""
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("halserver", help="the executable")
    arguments.add_argument("resources", help="its directory of documentation")
    arguments.add_argument("directory", help="a scratch directory; made if missing")
    arguments.add_argument("--seed", type=int, default=None, help="from which all chance comes")
    arguments.add_argument(
        "--strict", action="store_true",
        help="hold the promised times too, on a machine that does nothing else")
    for name, value in defaults.items():
        arguments.add_argument("--" + name.replace("_", "-"), type=int, default=value)
    return arguments


def parse(arguments):
    """The options; a seed is chosen and printed where none was given."""
    options = arguments.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 31)
    # So that what was started is ended and what was mounted is unmounted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"seed {options.seed}", file=sys.stderr)
    return options
