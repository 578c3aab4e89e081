#!/bin/sh
# What one act costs as a whole process beside its peers: a signed commit of git, a ticket of Fossil, a task of Taskwarrior;
# on new stores and on stores that hold many items. Prints a table in Markdown. Needs Python 3, git, ssh-keygen, fossil and
# task (Debian: git openssh-client fossil taskwarrior), and strace if syncs are to be counted. Times depend on the machine,
# so the exit code is 0 whatever is found, unless it could not run.
#
# usage: benches/peers.sh [--rounds N] [--items N] [--ledger FILE] [--keep FOLDER]
#   --rounds N     how often each is timed, one after the other in every round (40)
#   --items N      how many items the full stores hold (100000)
#   --ledger FILE  a ledger with so many OCRs, made by benches/years.sh; it is copied (else one is made)
#   --keep FOLDER  work there, on its disk, and leave the stores there (else a temporary folder below TMPDIR)
# ERA_RM_BIN names the binary; else a release build is made.
set -eu
cd "$(dirname "$0")/.."
rounds=40 items=100000 ledger= folder=
while [ $# -gt 0 ]; do
    case $1 in
        --rounds) rounds=$2 ;;
        --items) items=$2 ;;
        --ledger) ledger=$2 ;;
        --keep) folder=$2 ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
    esac
    shift 2
done
for program in python3 git ssh-keygen fossil task; do
    command -v "$program" >/dev/null || { echo "$program is not installed" >&2; exit 1; }
done
if [ -z "$folder" ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
case $(stat -f -c %T "$folder") in
    tmpfs | ramfs) echo "$folder is in memory: what a sync costs is not seen there" >&2 ;;
esac

era=${ERA_RM_BIN:-}
if [ -z "$era" ]; then
    cargo build --release --quiet
    era=${CARGO_TARGET_DIR:-target}/release/era-rm
fi
# Five OCRs in a release; years.sh adds 20 open ones.
if [ -z "$ledger" ] && [ "$items" -gt 0 ]; then
    ledger=$folder/years.db
    benches/years.sh "$ledger" $((items > 105 ? items / 5 - 20 : 1)) >&2
fi
python3 benches/peers.py "$rounds" "$items" "$era" "${ledger:-none}" "$folder"
