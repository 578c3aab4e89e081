"""Times an act of era-rm, git, Fossil and Taskwarrior, as whole processes, interleaved. Called by benches/peers.sh.

usage: peers.py ROUNDS ITEMS ERA-RM LEDGER FOLDER

An act puts one item into a store: an OCR with its document, a signed commit, a ticket, a task. In every round each act is
run once on each store, in an order that moves on by one from round to round, so that whatever else the machine does meets
all alike. What is compared is the median of the rounds' ratios.
"""

import hashlib
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import uuid
import zlib

import processes
from processes import p95

rounds, items, era, ledger, folder = sys.argv[1:]
rounds, items = int(rounds), int(items)
SECOND = 1_700_000_000
ENV = {
    "PATH": os.environ["PATH"], "HOME": folder, "USER": "ada", "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
    "TASKRC": f"{folder}/taskrc",
}


def run(words, **more):
    return subprocess.run(words, env=ENV, check=True, stdout=subprocess.PIPE, text=True, **more).stdout


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class EraRm:
    """`ocr receive`: the package is read, judged, and recorded with its document."""

    name, act, unit = "era-rm", "`ocr receive`", "OCRs"

    def __init__(self, place, count):
        self.ledger = f"{place}/ledger.db"
        if count:
            shutil.copyfile(ledger, self.ledger)
        else:
            self.era("init", "--trust", "declared", "--admin", "ada", "--name", "Ada Okafor")
            self.era("--as", "ada", "person", "add", "rhea", "--name", "Rhea Mistry")
            self.era("--as", "ada", "role", "grant", "rhea", "rm")
        for n in range(-4, rounds):
            self.package(n)

    def era(self, *words):
        return run([era, "--ledger", self.ledger, *words])

    def path(self, n):
        return f"{os.path.dirname(self.ledger)}/packages/PEER-{n + 4}"

    def package(self, n):
        write(f"{self.path(n)}/ocr.toml", f"""id = "PEER-{n + 4}"
title = "Change {n + 4}"
description = "What is to be changed."
priority = "routine"
security = "No analysis needed: nothing of security changes."
cq_record = "ERA00041766"
documents = ["approval.md"]
[approval]
reference = "OCCB minutes 2026-44, item 3"
date = "2026-11-05"
""")
        write(f"{self.path(n)}/approval.md", f"The Board approved change {n + 4}.\n")

    def words(self, n):
        return [era, "--ledger", self.ledger, "--as", "rhea", "ocr", "receive", self.path(n)]

    def held(self):
        with sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True) as db:
            return db.execute("SELECT count(DISTINCT id) FROM view WHERE kind = 'ocr'").fetchone()[0]

    def version(self):
        return run([era, "--version"]).strip()


class Git:
    """`git commit`, signed by an SSH key, without any change of a file: the least that a commit can be."""

    name, act, unit = "git", "`commit -S`, ssh, `core.fsync=all`", "commits"

    def __init__(self, place, count):
        self.place, key = f"{place}/git", f"{folder}/key"
        if not os.path.exists(key):
            run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", key])
        run(["git", "init", "-q", "-b", "main", self.place])
        settings = {
            "user.name": "Ada Okafor", "user.email": "ada@example.gov", "gpg.format": "ssh",
            "user.signingkey": f"{key}.pub", "core.fsync": "all", "core.fsyncMethod": "fsync", "gc.auto": "0",
            "maintenance.auto": "false",
        }
        for name, value in settings.items():
            self.git("config", name, value)
        if count:
            commit = "commit refs/heads/main\ncommitter Ada Okafor <ada@example.gov> {} +0000\ndata {}\n{}\n"
            text = "".join(commit.format(SECOND + n, len(f"Item {n}"), f"Item {n}") for n in range(count))
            self.git("fast-import", "--quiet", input=text)

    def git(self, *words, **more):
        return run(["git", "-C", self.place, *words], **more)

    def words(self, n):
        return ["git", "-C", self.place, "commit", "-q", "-S", "--allow-empty", "-m", f"Change {n}"]

    def held(self):
        counted = subprocess.run(
            ["git", "-C", self.place, "rev-list", "--count", "--all"], env=ENV, check=True, stdout=subprocess.PIPE, text=True
        )
        return int(counted.stdout)

    def version(self):
        return run(["git", "--version"]).strip()


class Fossil:
    """`fossil ticket add`. Many tickets are written as the artifacts they are, and indexed by `fossil rebuild`."""

    name, act, unit = "Fossil", "`ticket add`", "tickets"

    def __init__(self, place, count):
        self.repository = f"{place}/peer.fossil"
        run(["fossil", "init", self.repository, "--admin-user", "ada"])
        if count:
            with sqlite3.connect(self.repository) as db:
                db.executemany(
                    "INSERT INTO blob (rcvid, size, uuid, content) VALUES (1, ?, ?, ?)", map(self.artifact, range(count))
                )
            run(["fossil", "rebuild", self.repository])

    @staticmethod
    def artifact(n):
        day = f"2026-11-{1 + n % 20:02}T09:{n // 60 % 60:02}:{n % 60:02}.000"
        ticket = hashlib.sha1(f"ticket {n}".encode()).hexdigest()
        text = f"D {day}\nJ status Open\nJ title Change\\s{n}\nJ type Incident\nK {ticket}\nU ada\n".encode()
        text += f"Z {hashlib.md5(text).hexdigest()}\n".encode()
        return len(text), hashlib.sha3_256(text).hexdigest(), len(text).to_bytes(4, "big") + zlib.compress(text)

    def words(self, n):
        fields = ["title", f"Change {n}", "type", "Incident", "status", "Open"]
        return ["fossil", "ticket", "add", *fields, "-R", self.repository, "--user", "ada"]

    def held(self):
        with sqlite3.connect(f"file:{self.repository}?mode=ro", uri=True) as db:
            return db.execute("SELECT count(*) FROM ticket").fetchone()[0]

    def version(self):
        return run(["fossil", "version"]).split("[")[0].replace("This is ", "").strip()


class Taskwarrior:
    """`task add`. Version 2 keeps its tasks in files of lines, version 3 in a database that `task import` fills."""

    name, act, unit = "Taskwarrior", "`task add`", "tasks"

    def __init__(self, place, count):
        self.place = f"{place}/task"
        os.makedirs(self.place)
        write(f"{folder}/taskrc", "confirmation=no\nverbose=nothing\nhooks=off\n")
        if not count:
            return
        each = ((n, uuid.uuid5(uuid.NAMESPACE_OID, str(n)), SECOND + n) for n in range(count))
        if self.version().split()[-1].startswith("2"):
            line = '[description:"Change {0}" entry:"{2}" modified:"{2}" status:"pending" uuid:"{1}"]\n'
            write(f"{self.place}/pending.data", "".join(line.format(*one) for one in each))
        else:
            task = '{{"description":"Change {0}","status":"pending","uuid":"{1}","entry":"20261101T090000Z"}}'
            write(f"{self.place}/import.json", "[" + ",\n".join(task.format(*one) for one in each) + "]")
            run(["task", f"rc.data.location={self.place}", "import", f"{self.place}/import.json"])

    def words(self, n):
        return ["task", f"rc.data.location={self.place}", "add", f"Change {n}"]

    def held(self):
        return int(run(["task", f"rc.data.location={self.place}", "rc.gc=off", "status:pending", "count"]))

    def version(self):
        return f"Taskwarrior {run(['task', '--version']).strip()}"


def main():
    stores = []
    for count, place in [(0, "new"), (items, "full")]:
        for peer in [EraRm, Git, Fossil, Taskwarrior]:
            if count or place == "new":
                home = f"{folder}/{place}"
                os.makedirs(home, exist_ok=True)
                stores.append((place, peer(home, count)))
    before = [store.held() for _, store in stores]
    # The first act of all may set a program up; the second is as any other.
    for _, store in stores:
        processes.spawn(store.words(-4), ENV)
    waits = [processes.synced(store.words(-3), ENV) for _, store in stores]
    os.sync()
    times = [[] for _ in stores]
    for n in range(-2, rounds):
        for i in range(len(stores)):
            i = (i + n) % len(stores)
            one = processes.spawn(stores[i][1].words(n), ENV)
            if n >= 0:
                times[i].append(one)
    # Every act that was timed is there.
    added = rounds + 3 + (waits[0] is not None)
    for (place, store), count in zip(stores, before):
        assert store.held() == count + added, f"{place} {store.name}: {store.held()} after {count} and {added}"
    report(stores, before, waits, times)


def report(stores, before, waits, times):
    print("| store holds | act | syncs | median ms | p95 ms | processor ms | times era-rm |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for i, (place, store) in enumerate(stores):
        ours = next(j for j, (p, s) in enumerate(stores) if p == place and isinstance(s, EraRm))
        took, cpu, _ = zip(*times[i])
        ratio = statistics.median(a[0] / b[0] for a, b in zip(times[i], times[ours]))
        syncs = "?" if waits[i] is None else len(waits[i])
        print(
            f"| {before[i]:,} {store.unit} | {store.name} {store.act} | {syncs} | {statistics.median(took):.1f} "
            f"| {p95(took):.1f} | {statistics.median(cpu):.1f} | {ratio:.2f} |"
        )
    print()
    print(f"{rounds} rounds of whole processes, interleaved; load {' '.join(f'{x:.1f}' for x in os.getloadavg())}; "
          f"{', '.join(store.version() for place, store in stores if place == 'new')}.")
    if waits[0] is None:
        print("strace is not installed, so syncs were not counted.")
        return
    print("What an act waits for the disk to have:")
    for (place, store), files in zip(stores, waits):
        if place == "new":
            print(f"- {store.name}: {', '.join(files) or 'nothing; an act that was answered can be lost'}")


main()
