"""What the machine is, what a process costs, and how much of the processors went to others."""
import os
import platform
import re
import time

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGESIZE")
PROCESSORS = os.cpu_count()


def read(path):
    """The text of a file of /proc; empty if its process has ended."""
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def stat(pid):
    """The fields of /proc/PID/stat behind the name, or None if the process has ended."""
    text = read(f"/proc/{pid}/stat")
    return text.rsplit(")", 1)[1].split() if ")" in text else None


def descendants(pid):
    """The process and all that it started, directly or not."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            fields = stat(entry)
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def processor_time(pid):
    """User and system seconds of a process and its descendants, those that have ended included."""
    user = system = 0
    for process in descendants(pid):
        fields = stat(process)
        if fields:
            user += int(fields[11]) + int(fields[13])
            system += int(fields[12]) + int(fields[14])
    return user / TICKS, system / TICKS


def memory(pid):
    """Resident bytes of a process and its descendants: `all`, `anonymous` (heap and stacks) and `files`
    (mapped files, which the system may drop at any time)."""
    sums = {"all": 0, "anonymous": 0, "files": 0}
    names = {"VmRSS": "all", "RssAnon": "anonymous", "RssFile": "files"}
    for process in descendants(pid):
        for name, kibibytes in re.findall(r"^(\w+):\s+(\d+) kB", read(f"/proc/{process}/status"), re.M):
            if name in names:
                sums[names[name]] += int(kibibytes) * 1024
    return sums


def busy():
    """Seconds that all processors together worked, or were withheld by the host of a virtual machine."""
    fields = [int(field) for field in read("/proc/stat").split("\n")[0].split()[1:9]]
    return (fields[0] + fields[1] + fields[2] + fields[7]) / TICKS


def children_time():
    """Processor seconds of the load generators that have ended, which are children of this process."""
    times = os.times()
    return times.children_user + times.children_system


def busyness(seconds):
    """The share of the processors that is in use during the next seconds."""
    before, begin = busy(), time.time()
    time.sleep(seconds)
    return (busy() - before) / (time.time() - begin) / PROCESSORS


def wait_until_quiet(limit=0.06, patience=8):
    """Waits until less than `limit` of the processors is in use; whether that came within `patience`
    seconds. Without patience it does not even look."""
    end = time.time() + patience
    while time.time() < end:
        if busyness(0.3) < limit:
            return True
    return False


def file_system(path):
    """The kind of file system that a path is on."""
    path, best = os.path.realpath(path), ("", "unknown")
    for line in read("/proc/mounts").splitlines():
        _, place, kind = line.split()[:3]
        if (path + "/").startswith(place.rstrip("/") + "/") and len(place) >= len(best[0]):
            best = place, kind
    return best[1]


def description(data):
    """One line about processors, memory and system, and the file system of the data."""
    model = re.search(r"^model name\s*:\s*(.*)$", read("/proc/cpuinfo"), re.M)
    kibibytes = int(re.search(r"MemTotal:\s+(\d+)", read("/proc/meminfo")).group(1))
    name = re.search(r'^PRETTY_NAME="(.*)"', read("/etc/os-release"), re.M)
    return (f"{PROCESSORS} processors ({model.group(1) if model else platform.machine()}), "
            f"{kibibytes / 2 ** 20:.0f} GiB of memory, {name.group(1) if name else 'Linux'}, "
            f"Linux {platform.release()}, data on {file_system(data)}")
