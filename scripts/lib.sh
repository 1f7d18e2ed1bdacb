# What the scripts share. Sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*"; }

die() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    [[ $# -lt 2 ]] || printf '%s\n' "$2" >&2
    exit 1
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    else
        command -v sudo >/dev/null || die "needs root to install packages" "install sudo, or run as root: $*"
        sudo "$@"
    fi
}

# Installs the Debian packages that are not there yet; asks the network for nothing when all are.
need_packages() {
    local missing=() package
    for package in "$@"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    command -v apt-get >/dev/null || die "this is not Debian or Ubuntu" "install what these are called here: ${missing[*]}"
    say "installing ${missing[*]}"
    # Old lists name packages that are gone; without a network the old ones may still do.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update || say "the package lists could not be renewed"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

need_swift() {
    command -v swift >/dev/null || die "there is no Swift here" "install Swift 6 from https://www.swift.org/install/linux"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\).*/\1/p' | head -n 1)
    [[ ${version:-0} -ge 6 ]] || die "this is Swift ${version:-unknown}; at1 needs Swift 6" "see https://www.swift.org/install/linux"
}

# What at1 is built from.
need_build_packages() {
    need_swift
    need_packages pkg-config liblzma-dev libzstd-dev libbrotli-dev libsodium-dev libcurl4-openssl-dev libgit2-dev libisal-dev
}

# Builds at1 for release and names the binary in AT1.
build_at1() {
    say "building at1"
    swift build --package-path "$root" -c release --product at1
    AT1=$(swift build --package-path "$root" -c release --show-bin-path)/at1
    export AT1
}

# A virtual environment with the named Python packages, in .venv; its interpreter in PYTHON.
need_python() {
    need_packages python3 python3-venv
    local venv=$root/.venv package missing=()
    [[ -x $venv/bin/python ]] || python3 -m venv "$venv"
    for package in "$@"; do
        "$venv/bin/python" -c "import importlib.metadata as m; m.version('${package%%\[*}')" 2>/dev/null || missing+=("$package")
    done
    [[ ${#missing[@]} -eq 0 ]] || "$venv/bin/pip" install --quiet "${missing[@]}"
    export PYTHON=$venv/bin/python AT1_PEER_VENV=$venv
}
