"""Whole processes: how long one takes, and how often it waits for the disk. Used by pairs.py and peers.py."""

import os
import re
import subprocess
import sys
import time

SYNCS = "fsync,fdatasync,sync,syncfs,sync_file_range,msync"


def spawn(words, env):
    """Runs one process to its end; gives milliseconds, those of them on a processor, and the most memory held, in MB."""
    quiet = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    began = time.perf_counter()
    pid = os.posix_spawnp(words[0], words, env, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    took = (time.perf_counter() - began) * 1000
    if status != 0:
        sys.exit(f"{' '.join(words)}: status {status}")
    return took, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024


def synced(words, env):
    """The names of the files, or folders, that a process and its children wait for the disk to have; None without strace."""
    try:
        done = subprocess.run(
            ["strace", "-f", "-y", "-qq", "-e", f"trace={SYNCS}", "-e", "signal=none", *words],
            env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
    except FileNotFoundError:
        return None
    if done.returncode != 0:
        sys.exit(f"strace {' '.join(words)}: {done.stderr}")
    called = re.findall(rf"\b(?:{SYNCS.replace(',', '|')})\((?:\d+<([^>]*)>)?", done.stderr)
    return [os.path.basename(path) + "/" * os.path.isdir(path) for path in called]


def p95(values):
    return sorted(values)[int(0.95 * (len(values) - 1))]
