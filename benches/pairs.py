"""Times acts of era-rm against the baseline, as whole processes, in pairs. Called by benches/act.sh.

usage: pairs.py PAIRS ERA-RM BASELINE DATABASE LEDGER...

In every round each act on each ledger is run next to a baseline, the two in alternating order, so that whatever else the
machine does meets both alike. What is judged is the median of the pairs' differences.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time

FACTOR, MORE_MS, RSS_MB, BINARY_MB = 1.5, 5.0, 30, 8

pairs, era, baseline, database, *ledgers = sys.argv[1:]
pairs = int(pairs)


def setting(n):
    return ["setting", "set", "lmc-name", f"X{n}", "--as", "ada"]


def hold(n):
    what = ["resume"] if n % 2 else ["hold", "--reason", "audit this week"]
    return ["release", *what, "--as", "rhea"]


ACTS = {"setting set": setting, "release hold/resume": hold}


def spawn(words, ledger):
    """Runs one process to its end; gives milliseconds, those of them on a processor, and the most memory held, in MB."""
    env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "ERA_RM_LEDGER": ledger}
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    began = time.perf_counter()
    pid = os.posix_spawn(words[0], words, env, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    took = (time.perf_counter() - began) * 1000
    if status != 0:
        sys.exit(f"{' '.join(words)}: status {status}")
    return took, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024


def syncs(words, ledger):
    """How many fsync and fdatasync calls a process makes; None without strace."""
    try:
        done = subprocess.run(
            ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-e", "signal=none", *words],
            env={**os.environ, "ERA_RM_LEDGER": ledger}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
    except FileNotFoundError:
        return None
    if done.returncode != 0:
        sys.exit(f"strace {' '.join(words)}: {done.stderr}")
    return sum("sync(" in line for line in done.stderr.splitlines())


def p95(values):
    return sorted(values)[int(0.95 * (len(values) - 1))]


def verdict(limit, good, said):
    print(f"  {'FAIL' if good is False else 'PASS' if good else '----'}  {limit}: {said}")


counts = {name: syncs([era, *make(0)], ledgers[0]) for name, make in ACTS.items()}
base_syncs = syncs([baseline, database], "")
if base_syncs is not None:
    spawn([era, *hold(1)], ledgers[0])
floor = spawn(["/bin/true"], "")[2]
series = {(ledger, name): [] for ledger in ledgers for name in ACTS}
rss = 0
before = {ledger: shutil.copyfile(ledger, f"{ledger}-before") for ledger in ledgers}
for n in range(-2, pairs):
    if n % 20 == 0:
        # So that the timed acts do not become a history of their own that the next ones must read.
        for ledger in ledgers:
            shutil.copyfile(before[ledger], ledger)
        os.sync()
    for ledger, name in series:
        act, base = [era, *ACTS[name](n)], [baseline, database]
        if n % 4 < 2:
            a, b = spawn(act, ledger), spawn(base, ledger)
        else:
            b, a = spawn(base, ledger), spawn(act, ledger)
        rss = max(rss, a[2])
        if n >= 0:
            series[ledger, name].append((a, b))

print(f"{pairs} pairs of whole processes; load {' '.join(f'{x:.1f}' for x in os.getloadavg())}; times in ms\n")
form = "{:<22}{:>8}{:>9}{:>8}{:>8}{:>10}{:>8}{:>8}{:>8}{:>8}"
print(form.format("act", "KiB", "median", "p95", "cpu", "baseline", "p95", "cpu", "ratio", "diff"))
slowest = []
for (ledger, name), times in series.items():
    acts, bases = ([pair[side][0] for pair in times] for side in (0, 1))
    cpu, base_cpu = (statistics.median(pair[side][1] for pair in times) for side in (0, 1))
    ratio = statistics.median(a / b for a, b in zip(acts, bases))
    diff = statistics.median(a - b for a, b in zip(acts, bases))
    base = statistics.median(bases)
    allowed = max((FACTOR - 1) * base, MORE_MS)
    slowest.append((diff - allowed, diff, allowed, name))
    numbers = [statistics.median(acts), p95(acts), cpu, base, p95(bases), base_cpu, ratio, diff]
    print(form.format(name, os.path.getsize(ledger) // 1024, *(f"{x:.2f}" for x in numbers)))

print()
if base_syncs is None:
    verdict("syncs", None, "strace is not installed, so they were not counted")
else:
    said = ", ".join(f"{name} {n}" for name, n in counts.items())
    verdict("syncs, as many as the baseline", all(n == base_syncs for n in counts.values()), f"{said}; baseline {base_syncs}")
over, diff, allowed, name = max(slowest)
verdict(f"time, at most {FACTOR} times or {MORE_MS:g} ms more", over <= 0, f"{name} {diff:.2f} ms more, {allowed:.2f} allowed")
below = f" or less: this script itself holds {floor:.1f}" if rss <= floor * 1.01 else ""
verdict(f"memory, at most {RSS_MB} MB", rss <= RSS_MB, f"{rss:.1f} MB{below}")
size = os.path.getsize(era) / 1024 / 1024
verdict(f"binary, at most {BINARY_MB} MB", size <= BINARY_MB, f"{size:.2f} MB")
