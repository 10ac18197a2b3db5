# Fetches the user interface kit: govuk-frontend's compiled CSS and JavaScript (MIT licence), which the
# PyPI wheel fast-gov-uk carries whole. Fonts and crown are reserved for GOV.UK and are left out. Sourced.

KIT_PACKAGE=fast-gov-uk
KIT_VERSION=0.9.1
KIT_WHEEL=fast_gov_uk-0.9.1-py3-none-any.whl
KIT_SHA256=3130509fbe32eb619d700d79c8c8c2c60f6d3e45e6f249cd59304b800cce6dab
KIT_FOLDER="$ROOT/.build-kit"
export STAFFROOM_KIT_FOLDER="$KIT_FOLDER"

# Makes sure that the kit lies unpacked in $KIT_FOLDER.
require_kit() {
  local stamp wheel
  stamp="$KIT_PACKAGE $KIT_VERSION $KIT_SHA256 $(sha256sum <"$ROOT/deploy/lib/kit.py" | cut -c1-16)"
  [ "$(cat "$KIT_FOLDER/version" 2>/dev/null)" != "$stamp" ] || return 0
  mkdir -p "$KIT_FOLDER"
  wheel=${STAFFROOM_KIT_WHEEL:-$KIT_FOLDER/$KIT_WHEEL}
  if [ -n "${STAFFROOM_KIT_WHEEL:-}" ] && [ ! -f "$wheel" ]; then
    die "STAFFROOM_KIT_WHEEL names no file: $wheel"
  fi
  [ -f "$wheel" ] || fetch_kit
  if ! printf '%s  %s\n' "$KIT_SHA256" "$wheel" | sha256sum --check --status; then
    die "the user interface kit is not the file expected: $wheel" \
      "Its SHA-256 must be $KIT_SHA256 ($KIT_PACKAGE $KIT_VERSION from PyPI)." \
      "Delete it and run this again, or put the right file in its place."
  fi
  python3 "$ROOT/deploy/lib/kit.py" "$wheel" "$KIT_FOLDER" || die "the user interface kit could not be unpacked."
  printf '%s\n' "$stamp" | write_atomically "$KIT_FOLDER/version" 644
  chmod 755 "$KIT_FOLDER"
}

fetch_kit() {
  say "Fetching the user interface kit ($KIT_PACKAGE $KIT_VERSION) from PyPI."
  attended python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --python-version 3.13 -d "$KIT_FOLDER" "$KIT_PACKAGE==$KIT_VERSION" ||
    die "the user interface kit could not be fetched from PyPI." \
      "To go on, download $KIT_WHEEL on any machine that reaches PyPI and either" \
      "place it at $KIT_FOLDER/$KIT_WHEEL, or" \
      "set STAFFROOM_KIT_WHEEL to where it lies; then run this again."
}
