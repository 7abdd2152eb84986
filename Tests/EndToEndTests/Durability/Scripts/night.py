"""What `make torture` runs: the long forms, one after the other.

An entry is the promises, a script beside this file (or a path from the checkout's root), whether its scratch
files may lie in memory, and its arguments. A number in braces is the figure of a whole night: {300} becomes less
where SHARE asks for less. Further words in braces: {judge} the executable CrashStates, {seed} this round's seed,
{halserver}, {resources}, {directory} for programs that are not called as the scripts here are.

Whatever is run must end with 0 only if the promise holds. If its last line is JSON as `proof.findings.conclude`
writes it, the table shows that; else it shows the line."""


class Entry:
    """One program."""

    def __init__(self, promises, script, *arguments, in_memory=False, command=None):
        self.promises = promises
        self.script = script
        self.arguments = arguments
        self.in_memory = in_memory
        # A whole command line instead of a script that is called as those here are.
        self.command = command


NIGHT = [
    Entry("oracle", "blunders.py"),
    Entry("P1 P4 P6 P8", "kill_rounds.py", "--seeds", "{50}", "--rounds", "20", "--goal", "22000"),
    Entry("P2", "power_cuts.py", "--seeds", "{15}", "--rounds", "20", in_memory=True),
    Entry("P3", "crash_states.py", "--judge", "{judge}", "--states", "{20000}", in_memory=True),
    Entry("P3", "crash_states.py", "--judge", "{judge}", "--without-syncs", "--only", "appends",
          in_memory=True),
    Entry("P5", "followers.py", "--messages", "{300000}"),
    Entry("P6", "repeats.py", "--repeats", "{100000}", "--kills", "20"),
    Entry("P7", "races.py", "--rounds", "{1000}"),
    Entry("P10", "full_disk.py", "--rounds", "{40}", "--mebibytes", "128", in_memory=True),
    Entry("P10", "full_disk.py", "--rounds", "{40}", "--mebibytes", "128", "--kind", "ext4",
          in_memory=True),
    Entry("P11", "injected_faults.py", "--rounds", "{10}", in_memory=True),
    Entry("P12", "damage.py", "--rounds", "{1000}", in_memory=True),
    Entry("P13", "two_processes.py", "--rounds", "{50}"),
    Entry("P15", "start_times.py", "--messages", "100000", "--rounds", "20"),
    Entry("P15", "start_times.py", "--messages", "{10000000}", "--rounds", "5", "--most", "1000"),
    Entry("P14", "../../Load/shutdown.py"),
    Entry("P16", "../../Load/idle.py"),
    Entry("P17", "../../Load/slow.py"),
    Entry("P18", "../../Load/memory.py"),
    Entry("P19", "../../Load/descriptors.py"),
    Entry("P23", "../../Load/clock.py"),
    Entry("P6 P7", "../../Load/storms.py"),
    Entry("P17", "../../Load/walks.py"),
    Entry("P17", "../../Load/bodies.py"),
    Entry("process", "../../Load/process.py"),
    Entry("P17", "../../Load/bytes_slow.py"),
    Entry("P9", "../../Load/bytes_aborts.py"),
    Entry("P18", "../../Load/bytes_large.py"),
    Entry("security", "../../Load/bytes_intruders.py"),
    Entry("P20 P21", "Tests/fuzz", command=["Tests/fuzz", "{600}"]),
]
