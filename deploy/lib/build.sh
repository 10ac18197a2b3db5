# Builds the program. Sourced, never run.

CONFIGURATION=${STAFFROOM_CONFIGURATION:-release}
# How the tests build, and `deploy/run` when it is to run what they built: without what only a debugger reads, and with
# a compiler for every 120 files of a module instead of every 25, because each reads the declarations of all the others
# and expands their macros again. The index stays, because the package manager finds the tests by it.
DEBUG_OPTIONS=(-debug-info-format none -Xswiftc -driver-batch-size-limit -Xswiftc 120)

# Builds the product `staffroom` and sets STAFFROOM to its executable.
build_staffroom() {
  case $CONFIGURATION in
    debug | release) ;;
    *) die "STAFFROOM_CONFIGURATION is '$CONFIGURATION'; it can be release or debug." ;;
  esac
  local sources
  sources=$(fingerprint)
  ! find_built "$sources" || return 0
  say "Building Staffroom ($CONFIGURATION). A first build takes some minutes."
  local options=()
  [ "$CONFIGURATION" != debug ] || options=("${DEBUG_OPTIONS[@]}")
  attended in_root swift build -c "$CONFIGURATION" ${options[@]+"${options[@]}"} --product staffroom ||
    die "the build failed." "Its messages are above."
  remember_built "$CONFIGURATION" "$sources"
}

# Builds the tests, and with them all programs, so that `deploy/run` has nothing left to build.
build_tests() {
  local sources
  sources=$(fingerprint)
  in_root swift build "${DEBUG_OPTIONS[@]}" --build-tests || return
  remember_built debug "$sources"
}

# Whether the program was built from the sources of the fingerprint $1; sets STAFFROOM.
find_built() {
  local stamp="$ROOT/.build/staffroom-$CONFIGURATION.stamp"
  [ -f "$stamp" ] && [ "$(sed -n 1p "$stamp")" = "$1" ] || return 1
  STAFFROOM=$(sed -n 2p "$stamp")
  [ -x "$STAFFROOM" ]
}

# Notes that the configuration $1 was built from the sources of the fingerprint $2, and sets STAFFROOM.
remember_built() {
  STAFFROOM=$(in_root swift build -c "$1" --show-bin-path 2>/dev/null)/staffroom
  [ -x "$STAFFROOM" ] || die "the build left no program at $STAFFROOM."
  printf '%s\n' "$2" "$STAFFROOM" >"$ROOT/.build/staffroom-$1.stamp" 2>/dev/null || true
}

# What the program is built from: names, sizes and times of the sources, and the toolchain. Asking this takes
# a moment where asking the package manager takes half a minute.
fingerprint() {
  {
    in_root find Package.swift Sources -type f -printf '%p %s %T@\n' | sort
    in_root swift --version 2>/dev/null
  } | sha256sum | cut -d ' ' -f 1
}

in_root() (cd "$ROOT" && exec "$@")
