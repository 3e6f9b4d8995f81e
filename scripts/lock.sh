#!/bin/sh
# lock.sh UV: resolves both locks for Python 3.11 on Linux. UPGRADE=1 takes the newest allowed versions.
# No index address and no local folder goes into them: whoever installs sets their own.
set -eu
uv=$1
upgrade=${UPGRADE:+--upgrade}
common="--quiet --no-config --python-version 3.11 --generate-hashes --only-binary :all: --no-emit-index-url --no-emit-find-links $upgrade"

# shellcheck disable=SC2086 # the options are words
resolve() {
    out=$1
    shift
    "$uv" pip compile $common --custom-compile-command "make lock" --output-file "$out" pyproject.toml "$@" >/dev/null
}

resolve requirements.lock --extra build
resolve requirements-dev.lock --extra build --extra dev --constraint requirements.lock
if grep -nE '://|--(index|extra-index|find-links|trusted)|^(-e|/|file:)' requirements.lock requirements-dev.lock; then
    echo "锁文件含地址 / a lock holds an address" >&2
    exit 1
fi
