#!/usr/bin/env bash
# What a CI job types to carry a release from its build to its deployment (SOP steps 5 to 11). People do the rest: the
# Release Manager distributes the letter and issues the go, the areas approve, the Test Team gives its verdict.
#
# usage: examples/ci-pipeline.sh RELEASE
#
#   ERA_RM_LEDGER, ERA_RM_AS   the ledger, and the login of the Software Developer's CI job
#   PIPELINE   the pipeline's id; it is the same when a job is run again, so nothing is recorded twice
#   BUILD, SOURCE              the build's id, and the revision it was built from
#   ARTIFACTS                  the files that were built, divided by spaces
#   RESULTS, LETTER            the developer's JUnit results, and the Release Letter
#   TARGET, BACKUP, DEPLOY     the target, where its backup is, and the command that deploys to it
#   PATIENCE, INTERVAL         for how many seconds people are waited for, and how often it is looked
#   LOG                        where every answer is kept, as JSON
#
# It ends as era-rm does: 0 done, 4 not yet, 9 a no, 11 nobody answered in time, and so on.
set -euo pipefail

release=${1:?usage: examples/ci-pipeline.sh RELEASE}
era_rm=${ERA_RM_BIN:-era-rm}
pipeline=${PIPELINE:-${CI_PIPELINE_ID:-${GITHUB_RUN_ID:?PIPELINE says which pipeline this is}}}
patience=${PATIENCE:-86400}
log=${LOG:-era-rm.jsonl}
artifacts=()
for file in ${ARTIFACTS:?the files that were built}; do artifacts+=(--artifact "$file"); done

say() { printf '%s %s\n' "$(date -u +%H:%M:%SZ)" "$*"; }

# A text of the last answer.
field() { sed -nE "s/.*\"$1\":\"(([^\"\\\\]|\\\\.)*)\".*/\1/p" <<<"$answer"; }

# Runs a command, keeps its answer, and gives its exit code. A ledger that is busy is tried again.
era() {
    local code try
    for try in 1 2 3; do
        code=0
        answer=$("$era_rm" "$@" --json) || code=$?
        printf '%s\n' "$answer" >>"$log"
        [ "$code" = 8 ] || break
        sleep "$try"
    done
    return "$code"
}

# Ends the job with what was said.
stop() {
    say "$2: $(field message)"
    [ -z "$(field hint)" ] || say "  $(field hint)"
    exit "$1"
}

# Makes one act, or with --dry-run has it judged. Its key is of this pipeline: a job that is run again is answered as the
# first time.
act() {
    local name=$1 code=0
    shift
    era "$@" --idempotency-key "$pipeline $name" || code=$?
    case $code in
        0) ;;
        4) stop 4 "$name must wait" ;;
        5) stop 5 "$name is not for this job" ;;
        6) stop 6 "$name lacks something" ;;
        7) stop 7 "$name does not fit what was recorded meanwhile" ;;
        *) stop "$code" "$name was not recorded" ;;
    esac
    case $answer in
        *'"replayed":true'*) say "$name: recorded before" ;;
        *'"outcome":"would-record"'*) say "$name: would be recorded" ;;
        *) say "$name: recorded" ;;
    esac
}

# Waits until a step stands, which people give.
await() {
    local step=$1 what=$2 code=0
    say "waiting for $what"
    era wait "$release" --until "$step" --timeout "$patience" --interval "${INTERVAL:-5}" || code=$?
    case $code in
        0) say "$what: yes" ;;
        9) say "$what: no"; exit 9 ;;
        11) stop 11 "$what did not come in time" ;;
        *) stop "$code" "$what cannot be waited for" ;;
    esac
}

# Step 5. First a dry run: a build that would be refused is not worth the tests.
build=(build record "$release" --build "$BUILD" --source "$SOURCE" "${artifacts[@]}")
if [ -n "${REASON:-}" ]; then build+=(--reason "$REASON"); fi
act "build" "${build[@]}" --dry-run
act "build" "${build[@]}"

# Step 6.
act "developer test" test dev "$release" --results "$RESULTS" --build "$BUILD"
act "letter" letter submit "$release" "$LETTER"

# Steps 7 to 9: the areas and the Test Team. Step 10: the Release Manager.
await 9 "the Test Team's pass"
await 10 "the go"

# Step 11. The times are kept, so that a job that is run again says the same as the first time did.
times="deployed-$TARGET-$BUILD"
if [ ! -e "$times" ]; then
    start=$(date -u +%Y-%m-%dT%H:%M:%SZ) outcome=deployed
    say "deploying $BUILD to $TARGET"
    sh -c "$DEPLOY" || outcome=failed
    echo "$outcome $start $(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$times"
fi
read -r outcome start end <"$times"
deployment=(deploy record "$release" --target "$TARGET" --outcome "$outcome" --start "$start" --end "$end")
if [ "$outcome" = failed ]; then
    act "deployment" "${deployment[@]}" --reason "the deployment command failed" --backup "$BACKUP"
    exit 9
fi
act "deployment" "${deployment[@]}" --backup "$BACKUP" "${artifacts[@]}"
