#!/bin/sh
# make_venv.sh VENV LOCK [bare]: an environment with exactly what the lock names (hashes checked, wheels only)
# and the project itself (`bare`: without it). Needs python3.11 with venv and a package index that pip can reach.
set -eu
venv=$1
lock=$2
here=$(dirname "$0")
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME || true

# One at a time: two makes in one folder would write into each other's environment.
if [ -z "${WEISU_VENV_LOCKED:-}" ] && command -v flock >/dev/null 2>&1; then
    WEISU_VENV_LOCKED=1 exec flock "$here" sh "$0" "$@"
fi

if [ -d "$venv" ] && ! "$venv/bin/python" -c 'import sys, pip; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1; then
    echo "$venv 已损坏或版本不符，重建 / is broken or of another Python: making it again"
    rm -rf "$venv"
fi
if [ ! -d "$venv" ]; then
    python=$(sh "$here/find_python.sh")
    "$python" -m venv "$venv"
fi

echo "安装 $lock …… / installing $lock …"
pip="$venv/bin/python -m pip --disable-pip-version-check --no-input"
if ! $pip install -qq --require-hashes --no-deps --only-binary :all: --no-compile -r "$lock"; then
    echo "依赖安装失败：请检查网络或 pip 的软件源设置 / installing failed: check the network, or pip's index settings" >&2
    exit 1
fi
[ "${3:-}" != bare ] || exit 0
$pip install -qq --no-deps --no-build-isolation --no-compile --editable .
# Byte code on every core; a file that does not compile (a template in some package) is none of our business.
"$venv/bin/python" -m compileall -q -j 0 "$venv/lib" >/dev/null 2>&1 || true
# What the lock leaves out on purpose (scripts/lock_overrides.txt) is no conflict.
left_out=$(sed -n 's/^\([a-z-]*\) ;.*/\1/p' "$here/lock_overrides.txt" | paste -sd '|' -)
conflicts=$($pip check 2>&1 | grep -vE "requires ($left_out), which is not installed|^No broken requirements" || true)
[ -z "$conflicts" ] || { printf '依赖之间有冲突 / the installed packages disagree:\n%s\n' "$conflicts" >&2; exit 1; }
