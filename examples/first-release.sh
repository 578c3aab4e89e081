#!/bin/sh
# Two OCRs on two targets through the fifteen steps of the SOP, by real commands, on a ledger in a new folder.
# On the way: a refusal for order, one for role, a failed test (9: No, go to step 5) and a rebuild whose old approvals fall.
#
# usage: examples/first-release.sh [FOLDER]        ERA_RM_BIN names another binary.
set -eu
cd "$(dirname "$0")/.."
if [ -z "${ERA_RM_BIN:-}" ]; then
    [ -x target/release/era-rm ] || cargo build --release --quiet
    ERA_RM_BIN=target/release/era-rm
fi
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
export ERA_RM_LEDGER="$folder/ledger.db"

now() { echo "${ERA_RM_TEST_CLOCK:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}"; }
day() { date -u -d "$(now) $1" +%Y-%m-%dT%H:%M:%SZ; }
# One command, as one would type it, with what it says.
era() {
    printf '$ era-rm'
    for word in "$@"; do case $word in *' '*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac; done
    printf '\n'
    "$ERA_RM_BIN" "$@" 2>&1
}
# A command that must be refused with this exit code.
refused() {
    code=$1
    shift
    if era "$@"; then echo "this should have been refused"; exit 1; else
        got=$?
        [ "$got" = "$code" ] || { echo "exit $got, not $code"; exit 1; }
        echo "(exit $got)"
    fi
}
say() { printf '\n== %s\n' "$*"; }

say "A ledger, and its people"
era init --trust declared --admin ada --name 'Ada Okafor'
for person in 'rhea:Rhea Mistry:rm' 'dev:Devon Adler:sd' 'tess:Tess Whitcomb:tt' 'quentin:Quentin Marsh:qm' 'cora:Cora Medina:cm' 'sol:Sol Barrett:sec'; do
    login=${person%%:*} role=${person##*:} name=${person#*:}
    era person add "$login" --name "${name%:*}" --as ada >/dev/null
    era role grant "$login" "$role" --as ada >/dev/null
done
era role list

say "Step 1: approved OCR packages are received"
refused 6 ocr receive examples/ocr-packages/incomplete --as rhea
era ocr return examples/ocr-packages/incomplete --reasons 'the package is not complete' --as rhea
era ocr receive examples/ocr-packages/OCR-2026-0107 --as rhea
era ocr receive examples/ocr-packages/OCR-2026-0112 --as rhea

say "Step 2: they are scheduled, with the Software Developer's input"
window="$(day '-1 hour')/$(day '+3 days')"
era release schedule 4.2.0 --ocr OCR-2026-0107 --ocr OCR-2026-0112 --window "federal=$window" --window "presidential=$window" --as rhea
era release input --yes --text 'two days of build time are enough' --as dev

say "The SOP's order holds: LMC is not notified before the areas concur"
refused 4 release notify --as rhea

say "Step 3: the functional areas concur"
era release coordinate --as rhea
for area in quentin tess cora sol; do era release concur --yes --as "$area"; done

say "Step 4: LMC is notified"
era release notify --as rhea

say "Steps 5 to 7: build, developer testing, Release Letter, review"
era build record --build b-101 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar --as dev
era test dev --results examples/evidence/developer-tests.xml --witness 'T. Alvarez, NARA' --as dev
era letter submit examples/letters/release-letter.md --as dev
era letter distribute --as rhea
era test coordinate --place 'test laboratory 2' --when "$(day '+1 hour')" --who 'Tess Whitcomb and two testers' --as rhea
for area in quentin cora sol; do era letter review --approve --as "$area"; done

say "The SOP's roles hold: the Software Developer does not approve his own letter"
refused 5 letter review --approve --as dev

say "Steps 8 and 9: the Test Team does not pass it. No: go to step 5"
era letter review --approve --as tess
era test record --fail --executed --results examples/evidence/test-team-failing.xml --reason 'three cases fail on large transfers' --as tess
era status

say "Step 5 again: the rebuild. What was given on the old build has fallen"
era build record --build b-102 --source 51d0be7 --artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-2/era-search.tar --reason 'the failed cases' --as dev
refused 4 deploy go --notes examples/letters/release-notes.md --as rhea
era test dev --results examples/evidence/developer-tests.xml --as dev
era letter submit examples/letters/release-letter-revision-2.md --as dev
era letter distribute --as rhea
era test coordinate --place 'test laboratory 2' --when "$(day '+1 hour')" --who 'Tess Whitcomb' --as rhea
for area in quentin tess cora sol; do era letter review --approve --as "$area"; done
era test run --executed --results examples/evidence/test-team-passing.xml --as tess
era test record --pass --as tess

say "Step 10: go, and the Release Notes for the Help Desk"
era deploy go --notes examples/letters/release-notes.md --as rhea

say "Step 11: deployment to each target, and the completed letter"
for target in federal presidential; do
    era deploy record --target "$target" --outcome deployed --start "$(now)" --end "$(now)" --artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-2/era-search.tar --backup "snapshot-$target-2211" --as dev
done
era letter complete examples/letters/completion.md --as dev

say "Step 12: ClearQuest"
era cq resolve --assign quentin --as rhea
era cq show
era cq confirm --state Resolved --deployed-release '4.2.0 completion.md' --assigned quentin --as rhea

say "Steps 13 and 14: QM verifies, and notifies the Release Manager"
for ocr in OCR-2026-0107 OCR-2026-0112; do era verify record --ocr "$ocr" --pass --findings 'works on both targets as approved' --as quentin; done
era verify notify --as quentin

say "Step 15: the OCCB Secretariat is notified"
era notice by-hand --release 4.2.0 --step 4 --how 'handed to the LMC programme office' --as rhea
era notice by-hand --release 4.2.0 --step 10 --how 'read out in the deployment meeting' --as rhea
era release close --as rhea
era notice by-hand --release 4.2.0 --step 15 --how 'handed to the Secretariat' --as rhea

say "The ledger verifies, and the board"
era ledger verify
era status 4.2.0
echo "ledger: $folder/ledger.db"
