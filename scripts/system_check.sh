#!/bin/sh
# What the machine itself must have. `run`: Python 3.11 with venv, Pango and Chinese fonts (reports).
# `test`: also PostgreSQL and Chromium. Installs what is missing where it may (root or passwordless sudo,
# apt-get), else prints the one line to type. CHECK_ONLY=1 installs nothing; SKIP_SYSTEM_CHECK=1 looks at
# Python only (a machine that has the libraries under other names).
set -eu
need=${1:-run}
here=$(dirname "$0")

has_library() {
    for ldconfig in ldconfig /sbin/ldconfig /usr/sbin/ldconfig; do
        if command -v "$ldconfig" >/dev/null 2>&1; then
            "$ldconfig" -p 2>/dev/null | grep -q "$1"
            return
        fi
    done
    return 0
}

has_venv() {
    python=$(sh "$here/find_python.sh" 2>/dev/null) || return 1
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1
}

has_chinese_font() {
    command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null | head -n 1)" ]
}

has_postgresql() {
    command -v initdb >/dev/null 2>&1 && return 0
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$initdb" ] && return 0
    done
    return 1
}

has_chromium() {
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 \
        || command -v google-chrome >/dev/null 2>&1
}

# Sets `packages` (Debian names) and `names` (for people) to what is missing.
look() {
    packages=""
    names=""
    has_venv || { packages="$packages python3.11 python3.11-venv"; names="$names Python-3.11+venv"; }
    if [ "${SKIP_SYSTEM_CHECK:-}" != 1 ]; then
        has_library 'libpango-1\.0\.so\.0' || { packages="$packages libpango-1.0-0"; names="$names Pango"; }
        has_library 'libpangoft2-1\.0\.so\.0' || { packages="$packages libpangoft2-1.0-0"; names="$names PangoFT2"; }
        has_library 'libharfbuzz-subset\.so\.0' || { packages="$packages libharfbuzz-subset0"; names="$names HarfBuzz-subset"; }
        has_chinese_font || { packages="$packages fontconfig fonts-noto-cjk"; names="$names 中文字体/Chinese-fonts"; }
        if [ "$need" = test ]; then
            has_postgresql || { packages="$packages postgresql"; names="$names PostgreSQL"; }
            has_chromium || { packages="$packages chromium"; names="$names Chromium"; }
        fi
    fi
}

# A PYTHON that the caller named and that does not work is a slip of the caller's, nothing to install.
[ -z "${PYTHON:-}" ] || sh "$here/find_python.sh" >/dev/null

look
if [ -z "$packages" ]; then
    [ "${CHECK_ONLY:-}" != 1 ] || echo "系统依赖齐全 / the machine has everything ($need)"
    exit 0
fi
echo "本机缺少 / missing on this machine:$names"

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
line="$as_root apt-get update && $as_root apt-get install -y --no-install-recommends$packages"

may_install() {
    [ "${CHECK_ONLY:-}" != 1 ] && command -v apt-get >/dev/null 2>&1 || return 1
    [ -z "$as_root" ] || { command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; }
}

if may_install; then
    echo "正在安装 / installing:$packages"
    log=$(mktemp)
    if { $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q \
        && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages; } \
        </dev/null >"$log" 2>&1; then
        rm -f "$log"
    else
        echo "安装失败，末尾输出如下 / the installation failed, its last lines:" >&2
        tail -n 5 "$log" >&2
        rm -f "$log"
    fi
    look
    [ -n "$packages" ] || exit 0
    echo "仍缺少 / still missing:$names" >&2
fi

# Says which Python it found and why that is not the one, before the general advice.
has_venv || sh "$here/find_python.sh" >/dev/null || true
if command -v apt-get >/dev/null 2>&1; then
    echo "请执行下面一行后重试 / type this line, then try again:" >&2
    echo "$line" | sed 's/^ *//; s/  */ /g' >&2
else
    echo "请用本机的包管理器安装以上各项（Debian 名称：$packages ）后重试；名称不同但已装好时用 SKIP_SYSTEM_CHECK=1。" >&2
    echo "Install the above with this machine's package manager, then try again; SKIP_SYSTEM_CHECK=1 if they are there under other names." >&2
fi
exit 1
