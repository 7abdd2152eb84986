"""File systems of the tests' own: a small one in memory, and one on a device whose power can be cut."""
import atexit
import errno
import os
import shutil
import subprocess
import time


def shell(*words):
    """Runs a command; its output, or the end of the script."""
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}: {done.stderr.strip() or done.returncode}")
    return done.stdout.strip()


def unmount(path):
    """Unmounts, and waits until that is possible."""
    for _ in range(200):
        if subprocess.run(["umount", path], capture_output=True).returncode == 0:
            return
        time.sleep(0.02)
    shell("umount", "-l", path)


class SmallDisk:
    """A file system that is soon full: tmpfs, or ext4 on a loop device."""

    def __init__(self, path, mebibytes, kind="tmpfs"):
        self.path = path
        self.device = None
        os.makedirs(path, exist_ok=True)
        if kind == "tmpfs":
            shell("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=700", "tmpfs", path)
        else:
            image = path + ".img"
            with open(image, "wb") as file:
                file.truncate(mebibytes << 20)
            shell("mkfs.ext4", "-q", "-F", "-m", "0", image)
            self.device = shell("losetup", "--find", "--show", image)
            shell("mount", self.device, path)
        self.ballast = os.path.join(path, "ballast")
        # Before that the server ends, whose end is registered later.
        atexit.register(self.remove)

    def fill(self, leave):
        """Takes all the space but about `leave` bytes."""
        free = os.statvfs(self.path).f_bavail * os.statvfs(self.path).f_frsize
        with open(self.ballast, "ab", buffering=0) as ballast:
            try:
                ballast.write(bytes(max(free - leave, 0)))
            except OSError as error:
                # The server took some of it meanwhile.
                if error.errno != errno.ENOSPC:
                    raise

    def clear(self):
        """Gives the space back."""
        if os.path.exists(self.ballast):
            os.unlink(self.ballast)

    def remove(self):
        """Unmounts it, once."""
        if os.path.ismount(self.path):
            unmount(self.path)
            if self.device:
                shell("losetup", "-d", self.device)


class PowerDisk:
    """An ext4 file system on a loop device over a file in memory. What the file holds is what the device
    holds: writes that were not synced stand in the page cache of the ext4 file system above, and are not
    in it. A copy of the file is therefore what is left when the power goes, as long as no request of the
    device is under way while it is copied."""

    def __init__(self, directory, mebibytes, options="defaults"):
        self.directory = directory
        self.mount = os.path.join(directory, "mounted")
        self.options = options
        self.generation = 0
        self.torn_copies = 0
        os.makedirs(self.mount, exist_ok=True)
        with open(self.image, "wb") as image:
            image.truncate(mebibytes << 20)
        shell("mkfs.ext4", "-q", "-F", "-O", "^resize_inode", self.image)
        self._attach()
        # Before that the server ends, whose end is registered later.
        atexit.register(self.remove)

    @property
    def image(self):
        return os.path.join(self.directory, f"disk-{self.generation}.img")

    def _attach(self):
        self.device = shell("losetup", "--find", "--show", self.image)
        shell("mount", "-o", self.options, self.device, self.mount)

    def _detach(self):
        unmount(self.mount)
        shell("losetup", "-d", self.device)

    def _requests(self):
        """Requests done and under way."""
        with open(f"/sys/block/{os.path.basename(self.device)}/stat") as text:
            fields = [int(field) for field in text.read().split()]
        return fields[0], fields[4], fields[11], fields[8]

    def cut(self, stop, kill):
        """Cuts the power: `stop` freezes who writes, `kill` ends it. Afterwards the disk is mounted as
        the cut left it, its journal replayed."""
        old = self.image
        copy = os.path.join(self.directory, f"disk-{self.generation + 1}.img")
        stop()
        while True:
            before = self._requests()
            if before[3] == 0:
                copy_sparsely(old, copy)
                if self._requests() == before:
                    break
            self.torn_copies += 1
            time.sleep(0.001)
        kill()
        self._detach()
        os.unlink(old)
        self.generation += 1
        self._attach()

    def remove(self):
        """Unmounts it and throws everything away, once."""
        if os.path.ismount(self.mount):
            self._detach()
        shutil.rmtree(self.directory, ignore_errors=True)


def copy_sparsely(source, target):
    """Copies a file without its holes."""
    with open(source, "rb") as old, open(target, "wb") as new:
        end = os.fstat(old.fileno()).st_size
        new.truncate(end)
        at = 0
        while at < end:
            try:
                start = os.lseek(old.fileno(), at, os.SEEK_DATA)
            except OSError:
                break
            at = os.lseek(old.fileno(), start, os.SEEK_HOLE)
            os.lseek(new.fileno(), start, os.SEEK_SET)
            os.lseek(old.fileno(), start, os.SEEK_SET)
            left = at - start
            while left > 0:
                left -= os.sendfile(new.fileno(), old.fileno(), None, left)


def missing():
    """Why loop devices cannot be used here; None if they can."""
    if os.geteuid() != 0:
        return "mounting needs root"
    if not os.path.exists("/dev/loop-control"):
        return "there are no loop devices"
    if shutil.which("mkfs.ext4") is None:
        return "mkfs.ext4 is missing"
    return None
