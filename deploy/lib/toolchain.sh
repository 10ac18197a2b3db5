# Finds a Swift toolchain that is new enough. Sourced, never run.

SWIFT_WANTED=6.2

# Puts the first toolchain of version $SWIFT_WANTED or later first on PATH, or explains how to get one.
require_swift() {
  local folder version found=()
  while IFS= read -r folder; do
    [ -x "$folder/swift" ] || continue
    version=$(swift_version "$folder/swift")
    if [ -n "$version" ] && at_least "$version" "$SWIFT_WANTED"; then
      export PATH="$folder:$PATH"
      return 0
    fi
    found+=("$folder/swift is version ${version:-unknown} (too old, or it does not run).")
  done < <(swift_folders)
  die "no Swift toolchain of version $SWIFT_WANTED or later was found." "${found[@]}" \
    "Get one from https://www.swift.org/install/linux/ (either works):" \
    "  with swiftly, its installer: 'swiftly install latest'; or" \
    "  unpack the toolchain for your Debian so that /opt/swift/usr/bin/swift exists." \
    "A toolchain elsewhere: set SWIFT_HOME to the folder that holds usr/bin/swift."
}

swift_folders() {
  [ -z "${SWIFT_HOME:-}" ] || printf '%s\n' "$SWIFT_HOME/usr/bin" "$SWIFT_HOME/bin" "$SWIFT_HOME"
  ! have swift || dirname "$(command -v swift)"
  printf '%s\n' /opt/swift/usr/bin /usr/libexec/swift/bin /usr/libexec/swift \
    "${SWIFTLY_BIN_DIR:-${HOME:-/nonexistent}/.local/share/swiftly/bin}"
}

swift_version() { "$1" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1; }

at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }
