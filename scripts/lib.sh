# What the scripts share. Sourced, not run.
# shellcheck shell=bash

# Bytecode beside the sources is nobody's, and what a caller chose for OpenBLAS would choose the results of the tests.
export PYTHONDONTWRITEBYTECODE=1
unset "${!OPENBLAS_@}" "${!GOTO_@}" OMP_NUM_THREADS

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
    local version wanted
    wanted=$(sed -n '1s/.*swift-tools-version: *//p' "$root/Package.swift")
    command -v swift >/dev/null || die "there is no Swift here" "install Swift $wanted from https://www.swift.org/install/linux"
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    printf '%s\n' "$wanted" "${version:-0}" | sort --check=quiet --version-sort ||
        die "this is Swift ${version:-unknown}; at1 needs Swift $wanted" "see https://www.swift.org/install/linux"
}

# What at1 is built from.
need_build_packages() {
    need_swift
    need_packages pkg-config liblzma-dev libzstd-dev libbrotli-dev libsodium-dev libcurl4-openssl-dev libgit2-dev libisal-dev
}

# Builds the tests as scripts/check wants them, and apart from what is built by hand; "${strict[@]}" is for `swift test` too.
strict=(--scratch-path "$root/.build-check")
build_tests() {
    swift build --package-path "$root" --build-tests "${strict[@]}" -Xswiftc -warnings-as-errors \
        --explicit-target-dependency-import-check error
}

# Builds at1 for release and names the binary in AT1. It is linked as it is installed: with the Swift library in it.
build_at1() {
    say "building at1"
    local build=(swift build --package-path "$root" -c release --product at1 --static-swift-stdlib)
    "${build[@]}"
    AT1=$("${build[@]}" --show-bin-path)/at1
    export AT1
}

# Lays a program out as it is installed, with its completions and manual pages: lay_out PROGRAM PREFIX
lay_out() {
    local program=$1 share=$2/share
    install -D -m 755 "$program" "$2/bin/at1"
    "$program" completion bash | install -D -m 644 /dev/stdin "$share/bash-completion/completions/at1"
    "$program" completion zsh | install -D -m 644 /dev/stdin "$share/zsh/site-functions/_at1"
    "$program" completion fish | install -D -m 644 /dev/stdin "$share/fish/vendor_completions.d/at1.fish"
    (umask 022 && "$root/scripts/man" "$share/man/man1" "$program" >/dev/null)
}

# The program that a check is for: the binary that AT1 names, or a release build of this package. AT1 has its whole path then.
need_at1() {
    [[ -n ${AT1:-} ]] || { need_build_packages && build_at1; }
    [[ -x $AT1 ]] || die "there is no program '$AT1'" "AT1 names the binary to check; without it, a release build is made"
    AT1=$(realpath "$AT1")
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
    export PYTHON=$venv/bin/python
}
