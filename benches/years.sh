#!/bin/sh
# Makes a ledger as it is after years: closed releases of five OCRs each, then 20 open releases and 40 OCRs in the pool.
# One of each is made by real commands, in 2016; `benches/fill.rs` copies them with links, digests, views and notices of
# their own. `era-rm ledger verify` passes on the result.
#
# usage: benches/years.sh LEDGER CLOSED        19980 closed releases give 100,000 OCRs and about 1,000,000 entries
set -eu
cd "$(dirname "$0")/.."
ledger=$1 closed=$2
target=${CARGO_TARGET_DIR:-target}
cargo build --quiet # the debug build lets us set the clock
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

seconds=$(date -u -d 2016-01-04T09:00:00Z +%s)
at() { date -u -d "@$((seconds + $1))" +%Y-%m-%dT%H:%M:%SZ; }
# A command by a person, a minute after the one before.
by() {
    seconds=$((seconds + 60))
    ERA_RM_TEST_CLOCK=$(at 0) ERA_RM_LEDGER=$ledger "$target/debug/era-rm" --as "$@" >"$folder/out" 2>&1 ||
        { cat "$folder/out"; echo "era-rm --as $*"; exit 1; }
}
package() {
    mkdir "$folder/$1"
    cp examples/ocr-packages/OCR-2026-0112/* "$folder/$1"
    sed -i "s/OCR-2026-0112/$1/" "$folder/$1/ocr.toml"
    by rhea ocr receive "$folder/$1"
}

by ada init --trust declared --admin ada --name 'Ada Okafor'
for person in rhea:rm dev:sd tess:tt quentin:qm cora:cm sol:sec; do
    by ada person add "${person%:*}" --name "${person%:*} of the archive"
    by ada role grant "${person%:*}" "${person#*:}"
done

artifacts='--artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar'
to_review() { # NUMBER BUILD ARTIFACTS REASON…: steps 5 to 7
    n=$1 build=$2 files=$3
    shift 3
    by dev build record "$n" --build "$build" --source 9f3c1aa $files "$@"
    by dev test dev "$n" --results examples/evidence/developer-tests.xml
    by dev letter submit "$n" examples/letters/release-letter.md
    by rhea letter distribute "$n"
    by rhea test coordinate "$n" --place 'test laboratory 2' --when "$(at 3600)" --who tess
    for area in quentin tess cora sol; do by "$area" letter review "$n" --approve; done
}
scheduled() { # NUMBER OCR…: steps 1 to 4
    n=$1 ocrs=
    shift
    for ocr in "$@"; do
        package "$ocr"
        ocrs="$ocrs --ocr $ocr"
    done
    by rhea release schedule "$n" $ocrs --window "federal=$(at 0)/$(at 259200)" --window "presidential=$(at 0)/$(at 259200)"
    by dev release input "$n" --yes
    by rhea release coordinate "$n"
    for area in quentin tess cora sol; do by "$area" release concur "$n" --yes; done
    by rhea release notify "$n"
}

# A release that fails its tests once, and is closed.
scheduled era-closed CR-A CR-B CR-C CR-D CR-E
by rhea ocr amend CR-B --set cq-record=ERA00049999
by rhea release hold era-closed --reason 'audit this week'
by rhea release resume era-closed
to_review era-closed b-1 "$artifacts"
by tess test run era-closed --executed --results examples/evidence/test-team-failing.xml
by tess test record era-closed --fail --reason 'two cases fail'
to_review era-closed b-2 '--artifact examples/evidence/build-2/era-ingest.tar' --reason 'the failed cases'
by tess test run era-closed --executed --results examples/evidence/test-team-passing.xml
by tess test record era-closed --pass
by rhea deploy go era-closed --notes examples/letters/release-notes.md
for place in federal presidential; do
    by dev deploy record era-closed --target $place --outcome deployed --start "$(at 0)" --end "$(at 30)" --backup snapshot-1 \
        --artifact examples/evidence/build-2/era-ingest.tar
done
by dev letter complete era-closed examples/letters/completion.md
by rhea cq resolve era-closed --assign quentin
by rhea cq confirm era-closed --state Resolved
for ocr in CR-A CR-B CR-C CR-D CR-E; do
    by quentin verify record era-closed --ocr $ocr --pass --findings 'as approved'
done
by quentin verify notify era-closed
by rhea notice by-hand --release era-closed --how 'at the weekly meeting'
by rhea release close era-closed
by rhea notice by-hand --release era-closed --how 'to the Secretariat'

# A release that waits for the Test Team's verdict, and an OCR in the pool.
scheduled era-open RQ-A RQ-B RQ-C
to_review era-open b-1 "$artifacts"
by tess test run era-open --executed --results examples/evidence/test-team-passing.xml
package WAIT-A

now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
fill() { cargo bench --quiet --bench fill -- "$ledger" "$@"; }
[ "$closed" = 0 ] || fill "$closed" "$(date -u -d '-7 days' +%Y-%m-%dT%H:%M:%SZ)" era-closed
fill 19 "$(date -u -d '-1 hour' +%Y-%m-%dT%H:%M:%SZ)" era-open
fill 39 "$now" WAIT-A
