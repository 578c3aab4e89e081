#!/bin/sh
# era-rm as examples/first-release.sh calls it, but in a ledger of trust mode declared: whose key would sign is named instead.
# ERA_RM_DECLARED names the binary. Called by benches/act.sh.
set -eu
case "$1 ${2:-} ${3:-}" in
    'person key add' | 'ledger export '*)
        # What only a signed ledger has is passed over.
        while [ $# -gt 0 ]; do
            if [ "$1" = --folder ]; then mkdir "$2" && printf '#!/bin/sh\n' >"$2/verify.sh" && chmod +x "$2/verify.sh"; fi
            shift
        done
        exit 0
        ;;
esac
n=$#
while [ "$n" -gt 0 ]; do
    word=$1
    shift
    n=$((n - 1))
    case $word in
        --as)
            shift
            n=$((n - 1))
            ;;
        --key)
            set -- "$@" --as "$(basename "$1")"
            shift
            n=$((n - 1))
            ;;
        signed) set -- "$@" declared ;;
        *) set -- "$@" "$word" ;;
    esac
done
exec "$ERA_RM_DECLARED" "$@"
