"""Builds the small C libraries that are put between the server and the system."""
import os
import shutil
import subprocess

SOURCES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "preload")


def build(name, directory):
    """Compiles `preload/NAME.c` and returns the library's path."""
    os.makedirs(directory, exist_ok=True)
    library = os.path.join(directory, name + ".so")
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise SystemExit("there is no C compiler: install gcc")
    done = subprocess.run(
        [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-pthread", "-o",
         library, os.path.join(SOURCES, name + ".c"), "-ldl"], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return library
