# Finds the database of an installation for the scripts that back it up and restore it. Sourced, never run.

# Sets DATABASE_URL, unless it is set, to that of the data folder, whose deploy/run must be running.
require_database() {
  if [ -z "${DATABASE_URL:-}" ]; then
    DATA=$(absolute_path "${STAFFROOM_DATA:-$ROOT/.staffroom}")
    [ -r "$DATA/environment" ] || die "no installation lies in $DATA." \
      "Set DATABASE_URL to the database meant, or STAFFROOM_DATA to the installation's data folder."
    # shellcheck source=/dev/null
    DATABASE_URL=$(. "$DATA/environment" && printf '%s\n' "$DATABASE_URL")
  fi
  PG_BIN=$(newest_postgresql_binaries)
  [ -n "$PG_BIN" ] || die "the PostgreSQL programs are missing; deploy/run installs them."
  ask_database 'SELECT 1' >/dev/null || die "the database does not answer." "Is deploy/run running?"
}

# Prints the answer to one SQL question.
ask_database() { "$PG_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -d "$DATABASE_URL" -c "$1"; }
