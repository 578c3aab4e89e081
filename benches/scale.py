#!/usr/bin/env python3
"""What commands cost on a small and on a large ledger with the same things open, run by turns; and what it costs to
verify and export the large one while somebody acts on it.

usage: benches/scale.py ERA-RM SMALL LARGE [ROUNDS]     the ledgers are made by benches/years.sh; nothing is asserted
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

from processes import spawn

RELEASE = "era-open-1"
# Acts while the ledger is verified are many, and their release is long afterwards: not the one that is compared.
BUSY = "era-open-2"
READS = {
    "status": ["status"],
    "next": ["next", RELEASE],
    "release show": ["release", "show", RELEASE],
    "ocr list": ["ocr", "list", "--max", "50"],
    "inbox": ["inbox", "--as", "tess"],
}
ENV = {"HOME": "/nonexistent", "PATH": os.environ["PATH"], "COLUMNS": "80"}


def run(words, ledger, env=None):
    """Milliseconds and memory in MB of one process."""
    took, _, mb = spawn(words, {**ENV, "ERA_RM_LEDGER": ledger, **(env or {})})
    return took, mb


def pages(words, ledger, env=None):
    """How many pages one process reads and writes; None without strace."""
    if not shutil.which("strace"):
        return None
    out = subprocess.run(
        ["strace", "-f", "-c", "-e", "trace=pread64,pwrite64", *words],
        env={**ENV, "ERA_RM_LEDGER": ledger, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
    ).stderr
    rows = [line.split() for line in out.splitlines()]
    return sum(int(row[3]) for row in rows if row and row[-1] in ("pread64", "pwrite64"))


def commands(era):
    """Name, words for a round, environment."""
    for name, words in READS.items():
        yield name, lambda _, words=words: [era, *words], {}
    yield "completion", lambda _: [era, "--", "era-rm", "status", "era-"], {"ERA_RM_COMPLETE": "bash", "_CLAP_COMPLETE_INDEX": "2", "_CLAP_IFS": "\n"}
    turn = lambda n: ["release", "hold", RELEASE, "--reason", "audit"] if n % 2 == 0 else ["release", "resume", RELEASE]
    yield "an act", lambda n: [era, *turn(n), "--as", "rhea"], {}


def compare(era, small, large, rounds):
    print("| command | small, ms | large, ms | ratio | pages small | large | ratio | memory, MB |")
    print("|---|---|---|---|---|---|---|---|")
    for name, words, env in commands(era):
        times, memory = {small: [], large: []}, 0
        for n in range(rounds):
            for ledger in (small, large):
                took, mb = run(words(n), ledger, env)
                times[ledger].append(took)
                memory = max(memory, mb)
        a, b = (statistics.median(times[x]) for x in (small, large))
        counts = [pages(words(rounds), x, env) for x in (small, large)]
        if rounds % 2 == 0:  # what was counted held the release
            for x in (small, large):
                run(words(rounds + 1), x, env)
        seen = f"{counts[0]} | {counts[1]} | {counts[1] / max(counts[0], 1):.2f}" if counts[0] else "- | - | -"
        print(f"| {name} | {a:.1f} | {b:.1f} | {b / a:.2f} | {seen} | {memory:.1f} |", flush=True)


def whole(era, ledger):
    """Verify and export, and the longest that an act takes meanwhile."""
    info = json.loads(subprocess.run([era, "ledger", "info", "--json"], env={**ENV, "ERA_RM_LEDGER": ledger}, capture_output=True, check=True).stdout)
    entries = info["result"]["entries"]
    for words in (["ledger", "verify"], ["ledger", "export", "--jsonl"]):
        took, mb = run([era, *words], ledger)
        print(f"\n`{' '.join(words)}`: {entries} entries in {took / 1000:.1f} s ({entries / took * 1000:,.0f} a second), {mb:.0f} MB", flush=True)
    process = subprocess.Popen([era, "ledger", "verify"], env={**ENV, "ERA_RM_LEDGER": ledger}, stdout=subprocess.DEVNULL)
    longest, acts = 0.0, 0
    while process.poll() is None:
        turn = ["release", "hold", BUSY, "--reason", "audit"] if acts % 2 == 0 else ["release", "resume", BUSY]
        took, _ = run([era, *turn, "--as", "rhea"], ledger)
        longest, acts = max(longest, took), acts + 1
        time.sleep(0.05)
    if acts % 2:
        run([era, "release", "resume", BUSY, "--as", "rhea"], ledger)
    print(f"\nMeanwhile {acts} acts were made; the longest took {longest:.0f} ms; verify ended with {process.returncode}")


def main():
    era, small, large, *rest = sys.argv[1:]
    compare(era, small, large, int(rest[0]) if rest else 21)
    whole(era, large)


if __name__ == "__main__":
    main()
