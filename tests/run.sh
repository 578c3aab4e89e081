#!/usr/bin/env bash
# Everything that a change must pass: form, lints, tests. Needs Rust, a C compiler, Python 3 with venv, OpenSSH's
# ssh-keygen, ssh-agent and ssh-add, openssl and perl; Node.js with npm and Chromium for the pages of letters.
#
# usage: tests/run.sh        ERA_RM_PYTHON names a Python that has rfc8785 and aiosmtpd; else one is made under target/.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

if [ -z "${ERA_RM_PYTHON:-}" ]; then
    say "Python for the checkers of exported ledgers, and for a mail server"
    venv=$PWD/target/python
    if ! "$venv/bin/python" -c 'import importlib.metadata as m; assert (m.version("rfc8785"), m.version("aiosmtpd")) == ("0.1.4", "1.4.6")' 2>/dev/null; then
        rm -rf "$venv"
        mkdir -p target
        if ! python3 -m venv "$venv"; then
            # Debian keeps ensurepip in a package of its own. Only an unattended run installs packages on its machine.
            if [ -z "${CI:-}" ] || ! command -v apt-get >/dev/null; then
                echo "python3 cannot make a virtual environment: install python3-venv, or set ERA_RM_PYTHON" >&2
                exit 1
            fi
            rm -rf "$venv"
            apt-get update -qq
            apt-get install -y -qq python3-venv
            python3 -m venv "$venv"
        fi
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
    fi
    export ERA_RM_PYTHON="$venv/bin/python"
    "$ERA_RM_PYTHON" --version
fi

for program in ssh-keygen ssh-agent ssh-add; do
    command -v $program >/dev/null && continue
    # As above: without them the tests of signatures are skipped, but never in CI.
    if [ -n "${CI:-}" ] && command -v apt-get >/dev/null; then
        say "OpenSSH for the tests of signatures"
        apt-get update -qq
        apt-get install -y -qq openssh-client
        break
    fi
done

if ! command -v openssl >/dev/null && [ -n "${CI:-}" ] && command -v apt-get >/dev/null; then
    # As above, for the tests of time stamps.
    say "OpenSSL for the tests of time stamps"
    apt-get update -qq
    apt-get install -y -qq openssl
fi

if ! perl -MDigest::SHA -e 1 2>/dev/null && [ -n "${CI:-}" ] && command -v apt-get >/dev/null; then
    # As above, for the tests of scripts for ClearQuest.
    say "Perl for the tests of scripts"
    apt-get update -qq
    apt-get install -y -qq perl
fi

if [ -z "${ERA_RM_HTML:-}" ]; then
    # As above: without them the pages of letters are judged by no browser, but never in CI.
    if [ -n "${CI:-}" ] && command -v apt-get >/dev/null; then
        for program in chromium node npm; do
            command -v $program >/dev/null && continue
            say "Chromium and Node.js for the tests of pages"
            apt-get update -qq
            apt-get install -y -qq --no-install-recommends chromium
            command -v npm >/dev/null || apt-get install -y -qq --no-install-recommends nodejs npm
            break
        done
    fi
    if command -v npm >/dev/null && command -v node >/dev/null; then
        say "Judges of HTML"
        mkdir -p target/html
        cp tests/html/* target/html/
        (cd target/html && npm ci --silent --no-audit --no-fund) || [ -z "${CI:-}" ]
        export ERA_RM_HTML="$PWD/target/html"
    fi
fi

say "Form"
cargo fmt --check

say "Lints"
cargo clippy --locked --quiet --all-targets -- -D warnings

say "Tests"
cargo test --locked --quiet
