#!/usr/bin/env python3
"""Checks an exported ledger from docs/ledger-format.md alone. Nothing of era-rm is used.

usage: check_export.py LEDGER.jsonl [--signatures] [--head SEQ:DIGEST]...

--head names an entry known from elsewhere, as the foot of a notice or worksheet has it; it must be in the ledger. Without
one, an end that was cut off, or a ledger written anew, cannot be seen.
--signatures has OpenSSH (ssh-keygen, 9.1 or later) check each signature, for the keys that the actor has at that place.
Needs Python 3; the canonical form is judged by the package rfc8785 (0.1.4) where that is installed.
Exit: 0 sound, 1 not sound (one line says which entry and why), 2 usage."""
import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile

try:
    from rfc8785 import dumps
except ImportError:

    def dumps(value):
        """RFC 8785 for what a body may hold: integers below 2^53, and names in ASCII."""
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


LINE = {"seq": int, "prev": str, "body": str, "signature": str, "digest": str}
ALWAYS = {"v", "ledger", "subject", "revision", "parent", "at", "actor", "role", "sop", "key", "intent", "event"}
SOMETIMES = {"also", "reads", "effective", "why_late", "basis", "behalf", "tells"}
SUBJECT = re.compile(
    r"pool|administrators|parties|settings|refusals"
    r"|release:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|(number|ocr|person):[a-z0-9][a-z0-9._-]{0,63}"
    r"|(key|document):[0-9a-f]{64}"
    r"|notice:(ocr/)?[a-z0-9][a-z0-9._-]{0,63}/[1-9][0-9]*/[a-z0-9][a-z0-9._-]{0,63}"
)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
HEX = re.compile(r"[0-9a-f]{64}")
LONGEST = 4 * 1024 * 1024


class Unsound(Exception):
    pass


def demand(holds, why):
    if not holds:
        raise Unsound(why)


def read(text):
    """JSON without duplicate names, fractions, or constants that JSON does not have."""

    def once(pairs):
        names = [name for name, _ in pairs]
        demand(len(names) == len(set(names)), "a member occurs twice")
        return dict(pairs)

    def never(what):
        raise Unsound(f"{what} is no value of a body")

    return json.loads(text, object_pairs_hook=once, parse_float=never, parse_constant=never)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def entry_digest(line, body):
    h = hashlib.sha256(b"era-rm entry v1\x00")
    h.update(bytes.fromhex(line["prev"]))
    h.update(line["seq"].to_bytes(8, "big"))
    for part in (body, line["signature"].encode("utf-8")):
        h.update(len(part).to_bytes(4, "big"))
        h.update(part)
    return h.hexdigest()


def no_null(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return all(no_null(v) for v in value)
    return value is not None


class Ledger:
    """What was seen so far."""

    def __init__(self, signatures=False):
        self.signatures = signatures
        self.signers = {}  # person: the keys that sign for him here, each as allowed_signers has it
        self.count, self.head, self.identity = 0, "0" * 64, None
        self.tips = {}  # subject: (revision, SHA-256 of the body, recorded at)
        self.keys, self.digests = set(), {}

    def take(self, raw):
        line = read(raw.decode("utf-8"))
        demand(isinstance(line, dict) and set(line) == set(LINE), "a line has other members than seq, prev, body, signature, digest")
        for name, kind in LINE.items():
            demand(type(line[name]) is kind, f"{name} is not of its kind")
        demand(line["seq"] == self.count + 1, f"seq is {line['seq']}")
        demand(HEX.fullmatch(line["prev"]) and HEX.fullmatch(line["digest"]), "a digest is not 64 lower-case hexadecimal digits")
        demand(line["prev"] == self.head, "prev is not the digest of the entry before")
        text = line["body"].encode("utf-8")
        demand(len(text) <= LONGEST, "the body is too long")
        demand(entry_digest(line, text) == line["digest"], "the digest is not that of the content")
        body = read(line["body"])
        demand(dumps(body) == text, "the body is not in canonical form")
        self.body(body, sha(text))
        if self.signatures:
            self.signed(body, text, line["signature"])
        self.count, self.head = line["seq"], line["digest"]
        self.digests[self.count] = self.head

    def signed(self, body, text, signature):
        (name, event), who = next(iter(body["event"].items())), body["actor"].lower()
        if name == "LedgerCreated2":
            self.keys_of(event["administrator"]["login"], add=event["key"])
        demand(signature, "it is not signed")
        demand(self.signers.get(who), f"{who} has no key here")
        with tempfile.NamedTemporaryFile("w") as signers, tempfile.NamedTemporaryFile("w") as made:
            signers.writelines(f'{body["actor"]} {key}\n' for key in self.signers[who])
            made.write(signature)
            signers.flush()
            made.flush()
            when = re.sub(r"[-T:]", "", body["at"])
            judge = ["ssh-keygen", "-Y", "verify", "-f", signers.name, "-I", body["actor"], "-n", "era-rm", "-s", made.name]
            said = subprocess.run(judge + [f"-Overify-time={when}"], input=text, capture_output=True)
        demand(said.returncode == 0, f"its signature is not good: {said.stderr.decode(errors='replace').strip()}")
        if name == "KeyAdded":
            self.keys_of(event["login"], add=("cert-authority " if event["authority"] else "") + event["key"])
        if name == "KeyEnded":
            self.keys_of(event["login"], end=event["key"])

    def keys_of(self, login, add=None, end=None):
        keys = self.signers.setdefault(login.lower(), [])
        if add:
            keys.append(add)
        keys[:] = [key for key in keys if end is None or key.removeprefix("cert-authority ") != end]

    def body(self, body, me):
        names = set(body)
        demand(ALWAYS <= names, f"members are missing: {sorted(ALWAYS - names)}")
        demand(names <= ALWAYS | SOMETIMES, f"members are unknown: {sorted(names - ALWAYS - SOMETIMES)}")
        demand(body["v"] == 1, f"body version {body['v']} is not known here")
        demand(no_null(body), "there is a null")
        demand(isinstance(body["event"], dict) and len(body["event"]) == 1, "event is not one event")
        demand(HEX.fullmatch(body["intent"]), "intent is not a digest")
        self.identity = self.identity or body["ledger"]
        demand(body["ledger"] == self.identity, "it belongs to another ledger")
        demand(("effective" in body) == ("why_late" in body), "effective and why_late do not come together")
        for name in ("at", "effective"):
            demand(TIME.fullmatch(body.get(name, body["at"])), f"{name} is not a time")
        demand(body.get("effective", body["at"]) <= body["at"], "it was done after it was recorded")
        key = (body["actor"].lower(), body["key"])
        demand(key not in self.keys, "its idempotency key was used before")
        self.keys.add(key)

        also, reads = body.get("also", []), body.get("reads", [])
        changed = [body["subject"]] + [link["subject"] for link in also]
        demand(len(changed) == len(set(changed)), "a subject is changed twice")
        for there in reads:
            subject = there["subject"]
            demand(set(there) == {"subject", "revision"} and subject not in changed, f"{subject} is read and changed")
            demand(there["revision"] == self.tips.get(subject, (0,))[0], f"it was judged on {subject} as it no longer was")
        named = changed + [there["subject"] for there in reads]
        for asked in ("settings", "person:" + body["actor"].lower()):
            demand(asked in named, f"it does not name {asked}, on which such an act is judged")
        for link in [{name: body[name] for name in ("subject", "revision", "parent")}] + also:
            self.link(link, body["at"], me)
        told = [tell["to"].lower() for tell in body.get("tells", [])]
        notices = [s.rsplit("/", 1)[1] for s in changed if s.startswith("notice:")]
        demand(not told or notices == told, "its notices are not those of its tells")

    def link(self, link, at, me):
        demand(set(link) == {"subject", "revision", "parent"}, "a link has other members")
        subject = link["subject"]
        demand(SUBJECT.fullmatch(subject), f"{subject!r} is no subject")
        revision, parent, before = self.tips.get(subject, (0, "", ""))
        demand(link["revision"] == revision + 1, f"{subject}: revision {link['revision']} after {revision}")
        demand(link["parent"] == parent, f"{subject}: parent is not the digest of its previous body")
        demand(at >= before, f"{subject}: recorded before the entry it follows")
        self.tips[subject] = (revision + 1, me, at)


def seen(word):
    found = re.fullmatch(r"([0-9]+):([0-9a-f]{64})", word)
    if not found:
        raise argparse.ArgumentTypeError("a head is SEQ:DIGEST")
    return int(found[1]), found[2]


def main():
    words = argparse.ArgumentParser(description="Checks an exported ledger from docs/ledger-format.md alone.")
    words.add_argument("ledger")
    words.add_argument("--signatures", action="store_true")
    words.add_argument("--head", action="append", default=[], type=seen, metavar="SEQ:DIGEST")
    given = words.parse_args()
    with open(given.ledger, "rb") as file:
        lines = file.read().split(b"\n")  # not splitlines(), which splits elsewhere too
    ledger = Ledger(given.signatures)
    try:
        demand(lines.pop() == b"", "the last line is not ended")
        demand(lines, "there is no entry")
        for raw in lines:
            ledger.take(raw)
        for head in given.head:
            seq, digest = head
            demand(ledger.digests.get(seq) == digest, f"entry {seq} is not {digest}, which was seen elsewhere")
    except (Unsound, ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        why = e if isinstance(e, Unsound) else f"{type(e).__name__}: {e}"
        print(f"not sound: after entry {ledger.count}: {why}")
        sys.exit(1)
    print(f"sound: {ledger.count} entries, {len(ledger.tips)} subjects, head {ledger.count} {ledger.head}")


if __name__ == "__main__":
    main()
