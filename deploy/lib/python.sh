# The Python programs of the tests, in a folder of their own. Sourced, never run.

TOOLS="$ROOT/.build-tools"
TOOLS_PYTHON="$TOOLS/venv/bin/python"

# Makes sure that $TOOLS_PYTHON has exactly what Tests/BrowserTests/requirements.txt names.
require_python_tools() {
  local wanted="$ROOT/Tests/BrowserTests/requirements.txt" stamp
  stamp="$(python3 -c 'import sys; print(sys.version)') $(sha256sum <"$wanted")"
  if [ -x "$TOOLS_PYTHON" ] && [ "$(cat "$TOOLS/version" 2>/dev/null)" = "$stamp" ]; then return 0; fi
  say "Fetching the Python programs of the tests from PyPI."
  rm -rf "$TOOLS"
  mkdir -p "$TOOLS"
  attended python3 -m venv "$TOOLS/venv" || die "python3 -m venv could not make $TOOLS/venv."
  attended "$TOOLS_PYTHON" -m pip install --quiet --disable-pip-version-check -r "$wanted" ||
    die "the Python programs of the tests could not be fetched from PyPI." \
      "Where PyPI is out of reach, set PIP_INDEX_URL or PIP_FIND_LINKS to a copy and run this again."
  printf '%s\n' "$stamp" | write_atomically "$TOOLS/version"
}
