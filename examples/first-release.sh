#!/bin/sh
# Two OCRs on two targets through the fifteen steps of the SOP, by real commands, on a signed ledger in a new folder. Every
# act carries the signature of a key that ssh-keygen makes here; at the end a stranger checks them with OpenSSH alone.
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
papers="$folder/papers"
mkdir -p "$papers"
export ERA_RM_LEDGER="$folder/ledger.db"
keys="$folder/keys"
mkdir -m 700 "$keys"
command -v ssh-keygen >/dev/null || { echo "this needs ssh-keygen, of OpenSSH (Debian: openssh-client)" >&2; exit 1; }
# A person's key. A real one has a passphrase, and is made by the person: only its public half is handed over.
key() { ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$keys/$1"; }

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
# The Release Letter as it stands at this moment, in each of its forms.
letter() {
    for form in text:txt markdown:md html:html; do
        "$ERA_RM_BIN" letter show 4.2.0 --form "${form%%:*}" --out "$papers/letter-$1.${form##*:}" >/dev/null
    done
    echo "papers: the Release Letter as it is now, $1"
}
say() { printf '\n== %s\n' "$*"; }

say "A signed ledger, and its people"
key ada
era init --trust signed --admin ada --name 'Ada Okafor' --key "$keys/ada"
for person in 'rhea:Rhea Mistry:rm' 'dev:Devon Adler:sd' 'tess:Tess Whitcomb:tt' 'quentin:Quentin Marsh:qm' 'cora:Cora Medina:cm' 'sol:Sol Barrett:sec'; do
    login=${person%%:*} role=${person##*:} name=${person#*:}
    key "$login"
    era person add "$login" --name "${name%:*}" --email "$login@example.gov" --key "$keys/ada" >/dev/null
    era person key add "$login" "$keys/$login.pub" --key "$keys/ada" >/dev/null
    era role grant "$login" "$role" --key "$keys/ada" >/dev/null
done
era party set lmc --name 'LMC programme office' --address releases@lmc.example --key "$keys/ada" >/dev/null
era party set help-desk --name 'ERA Help Desk' --address help@example.gov --key "$keys/ada" >/dev/null
era party set occb-secretariat --name 'OCCB Secretariat' --address occb@example.gov --key "$keys/ada" >/dev/null
era role list

say "Step 1: approved OCR packages are received"
refused 6 ocr receive examples/ocr-packages/incomplete --key "$keys/rhea"
era ocr return examples/ocr-packages/incomplete --reasons 'the package is not complete' --key "$keys/rhea"
era ocr receive examples/ocr-packages/OCR-2026-0107 --key "$keys/rhea"
era ocr receive examples/ocr-packages/OCR-2026-0112 --key "$keys/rhea"

say "Step 2: they are scheduled, with the Software Developer's input"
window="$(day '-1 hour')/$(day '+3 days')"
era release schedule 4.2.0 --ocr OCR-2026-0107 --ocr OCR-2026-0112 --window "federal=$window" --window "presidential=$window" --key "$keys/rhea"
era release input --yes --text 'two days of build time are enough' --key "$keys/dev"

say "The SOP's order holds: LMC is not notified before the areas concur"
refused 4 release notify --key "$keys/rhea"

say "Step 3: the functional areas concur"
era release coordinate --key "$keys/rhea"
for area in quentin tess cora sol; do era release concur --yes --key "$keys/$area"; done

say "Step 4: LMC is notified"
era release notify --key "$keys/rhea"

say "Steps 5 to 7: build, developer testing, Release Letter, review"
era build record --build b-101 --source 9f3c1aa --artifact examples/evidence/build-1/era-ingest.tar --artifact examples/evidence/build-1/era-search.tar --key "$keys/dev"
era test dev --results examples/evidence/developer-tests.xml --witness 'T. Alvarez, NARA' --key "$keys/dev"
era letter submit examples/letters/release-letter.md --key "$keys/dev"
era letter distribute --key "$keys/rhea"
era test coordinate --place 'test laboratory 2' --when "$(day '+1 hour')" --who 'Tess Whitcomb and two testers' --key "$keys/rhea"
for area in quentin cora sol; do era letter review --approve --key "$keys/$area"; done

say "The SOP's roles hold: the Software Developer does not approve his own letter"
refused 5 letter review --approve --key "$keys/dev"

say "Steps 8 and 9: the Test Team does not pass it. No: go to step 5"
era letter review --approve --key "$keys/tess"
era test record --fail --executed --results examples/evidence/test-team-failing.xml --reason 'three cases fail on large transfers' --key "$keys/tess"
era status

say "Step 5 again: the rebuild. What was given on the old build has fallen"
era build record --build b-102 --source 51d0be7 --artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-2/era-search.tar --reason 'the failed cases' --key "$keys/dev"
refused 4 deploy go --notes examples/letters/release-notes.md --key "$keys/rhea"
era test dev --results examples/evidence/developer-tests.xml --key "$keys/dev"
era letter submit examples/letters/release-letter-revision-2.md --key "$keys/dev"
era letter distribute --key "$keys/rhea"
letter submitted
era letter diff
era test coordinate --place 'test laboratory 2' --when "$(day '+1 hour')" --who 'Tess Whitcomb' --key "$keys/rhea"
for area in quentin tess cora sol; do era letter review --approve --key "$keys/$area"; done
era test run --executed --results examples/evidence/test-team-passing.xml --key "$keys/tess"
era test record --pass --key "$keys/tess"
letter reviewed

say "Step 10: go, and the Release Notes for the Help Desk"
"$ERA_RM_BIN" notes show --out "$papers/release-notes-generated.md" >/dev/null
echo "papers: the Release Notes as era-rm makes them of the letter"
era deploy go --notes examples/letters/release-notes.md --key "$keys/rhea"

say "Step 11: deployment to each target, and the completed letter"
for target in federal presidential; do
    era deploy record --target "$target" --outcome deployed --start "$(now)" --end "$(now)" --artifact examples/evidence/build-2/era-ingest.tar --artifact examples/evidence/build-2/era-search.tar --backup "snapshot-$target-2211" --key "$keys/dev"
done
era letter complete examples/letters/completion.md --key "$keys/dev"
letter completed

say "Step 12: ClearQuest"
era cq resolve --assign quentin --key "$keys/rhea"
era cq show
"$ERA_RM_BIN" cq show --out "$papers/clearquest" >/dev/null
echo "papers: the worksheets, their scripts, and the letter to attach"
era cq confirm --state Resolved --deployed-release 4.2.0-RL-2-deployed.html --assigned quentin --key "$keys/rhea"

say "Steps 13 and 14: QM verifies, and notifies the Release Manager"
for ocr in OCR-2026-0107 OCR-2026-0112; do era verify record --ocr "$ocr" --pass --findings 'works on both targets as approved' --key "$keys/quentin"; done
era verify notify --key "$keys/quentin"

say "Step 15: the OCCB Secretariat is notified"
refused 4 release close --key "$keys/rhea"
era notice send --folder "$papers/notices" --key "$keys/rhea"
era release close --key "$keys/rhea"
era notice send --folder "$papers/notices" --key "$keys/rhea"
echo "papers: the notices, as messages; a mail server would have taken them"

say "Nobody acts as another: whose key signs, acts"
refused 5 release hold 4.2.0 --reason 'not mine to say' --as rhea --key "$keys/dev"

say "The ledger verifies, and the board"
era ledger verify
era status 4.2.0

if command -v python3 >/dev/null; then
    say "A stranger checks every signature with OpenSSH and Python, without era-rm"
    era ledger export --folder "$folder/export"
    "$folder/export/verify.sh"
fi
echo "ledger: $folder/ledger.db"
