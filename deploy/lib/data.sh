# The data folder of an installation, and the environment its programs get. Sourced, never run.

# Makes the data folder, sets DATA to its full path and keeps a second deploy/run or deploy/restore out of it.
open_data_folder() {
  local given
  given=$(absolute_path "${STAFFROOM_DATA:-$ROOT/.staffroom}")
  mkdir -p "$given" 2>/dev/null || die "the data folder can't be made: $given" "Set STAFFROOM_DATA to another place."
  DATA=$(cd "$given" && pwd -P)
  [ -w "$DATA" ] || die "you may not write in the data folder: $DATA" "Set STAFFROOM_DATA to another place."
  # As root, the cluster's own user must be able to pass through; it can't list or read what lies there.
  if is_root; then chmod 711 "$DATA"; else chmod 700 "$DATA" 2>/dev/null || true; fi
  touch "$DATA/lock"
  exec 9<>"$DATA/lock"
  # A killed run's last command may hold the lock a moment longer than the run itself.
  flock -w 3 9 || die "deploy/run or deploy/restore is already running on this data folder: $DATA" \
    "Stop process $(cat "$DATA/lock"), or use another folder and port:" \
    "STAFFROOM_DATA=… STAFFROOM_PORT=… $SCRIPT_NAME"
  printf '%s\n' "$$" >"$DATA/lock"
  rm -f "$DATA/ready"
  export STAFFROOM_DATA="$DATA"
}

# Writes the settings for deploy/staffroom, which administers this installation from another terminal.
record_environment() {
  local name
  for name in STAFFROOM DATABASE_URL STAFFROOM_DATA STAFFROOM_SQL_FOLDER STAFFROOM_KIT_FOLDER \
    STAFFROOM_BASE_URL; do
    printf 'export %s=%q\n' "$name" "${!name}"
  done | write_atomically "$DATA/environment"
}

# Loads the sample borough, once, and prints nothing when it is there already.
load_sample() {
  attended "$STAFFROOM" sample load --accounts-file "$DATA/sample-accounts.json" ||
    die "the sample borough could not be loaded." "Its message is above; deploy/run --empty starts without it."
}

print_sign_ins() {
  [ -s "$DATA/sample-accounts.json" ] || return 0
  python3 "$ROOT/deploy/lib/sign_ins.py" "$DATA/sample-accounts.json"
}
