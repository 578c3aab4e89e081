"""Times acts of era-rm against the baseline, as whole processes, in pairs. Called by benches/act.sh.

usage: pairs.py PAIRS ERA-RM BASELINE DATABASE LEDGER...

In every round each act on each ledger is run next to a baseline, the two in alternating order, so that whatever else the
machine does meets both alike. What is judged is the median of the pairs' differences.
"""

import os
import shutil
import statistics
import sys

import processes
from processes import p95

FACTOR, MORE_MS, RSS_MB, BINARY_MB, SIGNATURE = 1.5, 5.0, 30, 12, 1.3
SIGNED = "/signed/"

pairs, era, baseline, database, *ledgers = sys.argv[1:]
pairs = int(pairs)


def by(ledger, who):
    """How a person says who he is."""
    keys = os.path.join(os.path.dirname(ledger), "keys")
    return ["--key", os.path.join(keys, who)] if SIGNED in ledger else ["--as", who]


def setting(n, ledger):
    return ["setting", "set", "lmc-name", f"X{n}", *by(ledger, "ada")]


def hold(n, ledger):
    what = ["resume"] if n % 2 else ["hold", "--reason", "audit this week"]
    return ["release", *what, *by(ledger, "rhea")]


def environment(ledger):
    home = {"HOME": os.environ["HOME"], "XDG_STATE_HOME": ledger + "-state"}
    return {"PATH": os.environ["PATH"], "ERA_RM_LEDGER": ledger, **home}


def spawn(words, ledger):
    return processes.spawn(words, environment(ledger))


def syncs(words, ledger):
    files = processes.synced(words, environment(ledger))
    return None if files is None else len(files)


ACTS = {"setting set": setting, "release hold/resume": hold}


def verdict(limit, good, said):
    print(f"  {'FAIL' if good is False else 'PASS' if good else '----'}  {limit}: {said}")


counts = {name: syncs([era, *make(0, ledgers[0])], ledgers[0]) for name, make in ACTS.items()}
base_syncs = syncs([baseline, database], "")
if base_syncs is not None:
    spawn([era, *hold(1, ledgers[0])], ledgers[0])
floor = spawn(["/bin/true"], "")[2]
series = {(ledger, name): [] for ledger in ledgers for name in ACTS}
rss = 0
before = {ledger: shutil.copyfile(ledger, f"{ledger}-before") for ledger in ledgers}
for n in range(-2, pairs):
    if n % 20 == 0:
        # So that the timed acts do not become a history of their own that the next ones must read.
        for ledger in ledgers:
            shutil.copyfile(before[ledger], ledger)
            # What was seen of the other one is forgotten with it.
            shutil.rmtree(ledger + "-state", ignore_errors=True)
        os.sync()
    for ledger, name in series:
        act, base = [era, *ACTS[name](n, ledger)], [baseline, database]
        if n % 4 < 2:
            a, b = spawn(act, ledger), spawn(base, ledger)
        else:
            b, a = spawn(base, ledger), spawn(act, ledger)
        rss = max(rss, a[2])
        if n >= 0:
            series[ledger, name].append((a, b))

print(f"{pairs} pairs of whole processes; load {' '.join(f'{x:.1f}' for x in os.getloadavg())}; times in ms\n")
form = "{:<22}{:>8}{:>9}{:>8}{:>8}{:>10}{:>8}{:>8}{:>8}{:>8}"
print(form.format("act (s: signed)", "KiB", "median", "p95", "cpu", "baseline", "p95", "cpu", "ratio", "diff"))
slowest = []
for (ledger, name), times in series.items():
    acts, bases = ([pair[side][0] for pair in times] for side in (0, 1))
    cpu, base_cpu = (statistics.median(pair[side][1] for pair in times) for side in (0, 1))
    ratio = statistics.median(a / b for a, b in zip(acts, bases))
    diff = statistics.median(a - b for a, b in zip(acts, bases))
    base = statistics.median(bases)
    allowed = max((FACTOR - 1) * base, MORE_MS)
    name = f"s {name}" if SIGNED in ledger else name
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
for (ledger, name), times in series.items():
    other = series.get((ledger.replace(SIGNED, "/declared/"), name))
    if SIGNED in ledger and other:
        ratio = statistics.median(s[0][0] / u[0][0] for s, u in zip(times, other))
        verdict(f"a signature, at most {SIGNATURE} times", ratio <= SIGNATURE, f"{name} {ratio:.2f}")
below = f" or less: this script itself holds {floor:.1f}" if rss <= floor * 1.01 else ""
verdict(f"memory, at most {RSS_MB} MB", rss <= RSS_MB, f"{rss:.1f} MB{below}")
size = os.path.getsize(era) / 1024 / 1024
verdict(f"binary, at most {BINARY_MB} MB", size <= BINARY_MB, f"{size:.2f} MB")
