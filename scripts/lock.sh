#!/bin/sh
# lock.sh UV: resolves the locks for Python 3.11 on Linux. UPGRADE=1 takes the newest allowed versions.
# No index address and no local folder goes into them: whoever installs sets their own.
set -eu
uv=$1
upgrade=${UPGRADE:+--upgrade}
common="--quiet --no-config --python-version 3.11 --generate-hashes --only-binary :all: --no-emit-index-url --no-emit-find-links --overrides $(dirname "$0")/lock_overrides.txt $upgrade"

# shellcheck disable=SC2086 # the options are words
resolve() {
    out=$1
    shift
    "$uv" pip compile $common --custom-compile-command "make lock" --output-file "$out" pyproject.toml "$@" >/dev/null
}

resolve requirements.lock --extra build
resolve requirements-dev.lock --extra build --extra dev --constraint requirements.lock
# The peers of the benchmarks keep what the overrides leave out but torch, so this lock stands alone.
printf '%s\n' 'sentence-transformers ; python_version < "3"' >.peers-overrides.txt
trap 'rm -f .peers-overrides.txt .peers-requirements.in' EXIT
sed -n '/^peers = \[/,/^]/s/^ *"\([^"]*\)".*/\1/p' pyproject.toml >.peers-requirements.in
"$uv" pip compile --quiet --no-config --python-version 3.11 --generate-hashes --only-binary :all: \
    --no-emit-index-url --no-emit-find-links --overrides .peers-overrides.txt --no-annotate ${UPGRADE:+--upgrade} \
    --custom-compile-command "make lock" --output-file requirements-peers.lock .peers-requirements.in >/dev/null
if grep -nE '://|--(index|extra-index|find-links|trusted)|^(-e|/|file:)' requirements.lock requirements-dev.lock requirements-peers.lock; then
    echo "锁文件含地址 / a lock holds an address" >&2
    exit 1
fi
