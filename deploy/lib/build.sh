# Builds the program. Sourced, never run.

CONFIGURATION=${STAFFROOM_CONFIGURATION:-release}

# Builds the product `staffroom` and sets STAFFROOM to its executable.
build_staffroom() {
  case $CONFIGURATION in
    debug | release) ;;
    *) die "STAFFROOM_CONFIGURATION is '$CONFIGURATION'; it can be release or debug." ;;
  esac
  say "Building Staffroom ($CONFIGURATION). A first build takes some minutes."
  attended in_root swift build -c "$CONFIGURATION" --product staffroom ||
    die "the build failed." "Its messages are above."
  STAFFROOM=$(in_root swift build -c "$CONFIGURATION" --show-bin-path 2>/dev/null)/staffroom
  [ -x "$STAFFROOM" ] || die "the build left no program at $STAFFROOM."
}

in_root() (cd "$ROOT" && exec "$@")
