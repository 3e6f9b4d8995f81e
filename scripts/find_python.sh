#!/bin/sh
# Prints the Python 3.11 to use: $PYTHON if set, else python3.11, else python3. Says plainly what is wrong.
set -eu

is_311() {
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    if is_311 "$PYTHON"; then
        echo "$PYTHON"
        exit 0
    fi
    echo "PYTHON=$PYTHON 不是可用的 Python 3.11 / is not a working Python 3.11" >&2
    exit 1
fi
for candidate in python3.11 python3 /usr/bin/python3.11; do
    if is_311 "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done
found=$(python3 --version 2>/dev/null || true)
found=${found:-没有 python3 / no python3}
echo "需要 Python 3.11，本机为：$found。请安装 python3.11，或指定 make PYTHON=…" >&2
echo "Python 3.11 is needed, found: $found. Install python3.11, or name one: make PYTHON=…" >&2
exit 1
