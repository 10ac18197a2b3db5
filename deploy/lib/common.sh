# Words, places and processes that every script of this folder shares. Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

say() { printf "%s\n" "$@"; }
warn() { printf '%s\n' "$*" >&2; }

# Stops with a message: the first argument is what is wrong, the others how to go on.
die() {
  printf '%s: %s\n' "${SCRIPT_NAME:-staffroom}" "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }
have() { command -v "$1" >/dev/null 2>&1; }

# The running child of `attended`, so that a signal can end it at once.
ATTENDED=

# Runs a long step so that Ctrl-C and TERM are acted on at once (bash itself would wait for it).
# The lock of deploy/run (descriptor 9) is not passed on: a step that outlives us must not hold it.
attended() {
  local status=0
  "$@" 9>&- &
  ATTENDED=$!
  wait "$ATTENDED" || status=$?
  ATTENDED=
  return "$status"
}

stop_attended() {
  [ -n "$ATTENDED" ] || return 0
  kill -TERM "$ATTENDED" 2>/dev/null || true
  wait "$ATTENDED" 2>/dev/null || true
  ATTENDED=
}

# Waits until process $1 is gone, for at most $2 seconds.
await_end() {
  local deadline=$((SECONDS + $2))
  while kill -0 "$1" 2>/dev/null && ! is_zombie "$1"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

is_zombie() { grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

# Ends process $1 politely; after $2 seconds by force.
end_process() {
  kill -TERM "$1" 2>/dev/null || return 0
  await_end "$1" "$2" && return 0
  warn "Process $1 did not stop within $2 seconds; it is ended by force."
  kill -KILL "$1" 2>/dev/null || true
  await_end "$1" 10 || true
}

# Writes standard input to the file $1 so that a reader sees all of it or nothing.
write_atomically() {
  local temporary="$1.new.$$"
  cat >"$temporary"
  chmod "${2:-600}" "$temporary"
  mv -f "$temporary" "$1"
}

absolute_path() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s/%s\n' "$PWD" "$1" ;;
  esac
}

percent_encode() {
  local text=$1 out='' char i LC_ALL=C
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1}
    case $char in
      [A-Za-z0-9._~-]) out+=$char ;;
      *) out+=$(printf '%%%02X' "'$char") ;;
    esac
  done
  printf '%s\n' "$out"
}
