#!/bin/sh
# What one act costs as a whole process, beside a minimal C program that commits one row of 1 kB through the same SQLite
# with the same settings (benches/baseline.c). Five limits are judged: syncs, time, memory, size of the binary, and what a
# signature adds. Times
# depend on the machine and on what else it does, so the exit code is 0 whatever is found, unless it could not run.
#
# usage: benches/act.sh [--pairs N] [--entries N]... [--keep FOLDER]
#   --pairs N      how many pairs are timed (100)
#   --entries N    time on a ledger of about N entries; may be given several times
#                  (without: the history of examples/first-release.sh with one release in flight)
#   --keep FOLDER  work there, and leave the ledgers there; the ledger's disk is the folder's (else a temporary folder)
set -eu
cd "$(dirname "$0")/.."
pairs=100 sizes= folder=
while [ $# -gt 0 ]; do
    case $1 in
        --pairs) pairs=$2 ;;
        --entries) sizes="$sizes $2" ;;
        --keep) folder=$2 ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 2 ;;
    esac
    shift 2
done
if [ -z "$folder" ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder"

target=${CARGO_TARGET_DIR:-target}
cargo build --release --quiet
era=$target/release/era-rm
baseline=$target/release/baseline
manifest=$(cargo metadata --format-version 1 --locked | python3 -c 'import json, sys
print(next(p["manifest_path"] for p in json.load(sys.stdin)["packages"] if p["name"] == "libsqlite3-sys"))')
source=$(dirname "$manifest")/sqlite3
if [ ! -x "$baseline" ] || [ -n "$(find benches/baseline.c "$source/sqlite3.c" -newer "$baseline")" ]; then
    # The flags of libsqlite3-sys' build.rs that matter here, and the optimisation of our release profile.
    ${CC:-cc} -O2 -I "$source" -DSQLITE_CORE -DSQLITE_DEFAULT_FOREIGN_KEYS=1 -DSQLITE_ENABLE_API_ARMOR \
        -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_DBSTAT_VTAB -DSQLITE_ENABLE_FTS3 \
        -DSQLITE_ENABLE_FTS3_PARENTHESIS -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_LOAD_EXTENSION=1 -DSQLITE_ENABLE_RTREE \
        -DSQLITE_ENABLE_STAT4 -DSQLITE_SOUNDEX -DSQLITE_THREADSAFE=1 -DSQLITE_USE_URI -DHAVE_USLEEP=1 -DHAVE_ISNAN \
        -o "$baseline" benches/baseline.c "$source/sqlite3.c" -lpthread -ldl -lm
fi

# One release from receipt to closing, by real commands, once in a ledger that believes --as and once in a signed one. Where
# more are to follow, it was long ago: the debug build lets us set the clock.
maker=$era long_ago=
if [ -n "$sizes" ]; then
    cargo build --quiet
    maker=$PWD/$target/debug/era-rm long_ago=2016-01-04T09:00:00Z
fi
day() { date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ; }
ledgers=
for trust in declared signed; do
    first=$folder/$trust script=$maker fill=
    case $trust in declared) script=$PWD/benches/declared.sh ;; signed) fill="--keys $first/keys" ;; esac
    mkdir "$first"
    ERA_RM_BIN=$script ERA_RM_DECLARED=$maker ERA_RM_TEST_CLOCK=$long_ago examples/first-release.sh "$first" >"$first.out" 2>&1 || {
        echo "examples/first-release.sh did not run to its end:"
        tail -3 "$first.out"
        exit 1
    }
    # More closed releases, where they are wanted: 44 entries each, after those of the first. Made in memory where there is
    # such a place: filling takes no syncs there.
    for size in ${sizes:-0}; do
        ledger=$first/ledger-$size.db turns=$(((size - 66) / 44))
        near=$(mktemp -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$folder")")
        cp "$first/ledger.db" "$near"
        # shellcheck disable=SC2086 # two words, or none
        [ "$turns" -le 0 ] || cargo bench --quiet --bench fill -- $fill "$near" "$turns" "$(day '-1 hour')" 4.2.0
        cp "$near" "$ledger"
        rm "$near"
        ledgers="$ledgers $ledger"
        # The release in flight, as far as the verdict of the Test Team.
        act() {
            who=$1
            shift
            case $trust in declared) set -- "$@" --as "$who" ;; signed) set -- "$@" --key "$first/keys/$who" ;; esac
            "$era" --ledger "$ledger" "$@" >/dev/null
        }
        act rhea ocr receive examples/ocr-packages/OCR-2026-0119
        act rhea release schedule 9.0.0 --ocr OCR-2026-0119 --window "federal=$(day '-1 hour')/$(day '+3 days')"
        act dev release input --yes
        act rhea release coordinate
        for area in quentin tess cora sol; do act "$area" release concur --yes; done
        act rhea release notify
        act dev build record --build b-901 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar
        act dev test dev --results examples/evidence/developer-tests.xml
        act dev letter submit examples/letters/release-letter.md
        act rhea letter distribute
        act rhea test coordinate --place 'test laboratory 2' --when "$(day '+1 hour')" --who 'Tess Whitcomb'
        for area in quentin tess cora sol; do act "$area" letter review --approve; done
        act tess test run --executed --results examples/evidence/test-team-passing.xml
    done
done
"$baseline" --create "$folder/baseline.db"
sync "$folder"
# shellcheck disable=SC2086 # the names are ours, and hold no blanks
python3 benches/pairs.py "$pairs" "$era" "$baseline" "$folder/baseline.db" $ledgers
