# Starts and stops the server of a data folder. Sourced, never run.
# Uses DATA, PORT, HOST and STAFFROOM; keeps the server's process in SERVER.

SERVER=

# The address under which this machine reaches the server.
local_address() {
  local host=$HOST
  case $host in
    0.0.0.0 | '' | '*') host=127.0.0.1 ;;
    ::) host='[::1]' ;;
    *:*) host="[$host]" ;;
  esac
  printf 'http://%s:%s\n' "$host" "$PORT"
}

# Stops a server that an earlier run left behind. Its process number may meanwhile be another's,
# so the process must run our program for this very data folder.
stop_leftover_server() {
  local process
  process=$(cat "$DATA/server.pid" 2>/dev/null) || return 0
  if [[ $(readlink "/proc/$process/exe" 2>/dev/null) =~ /staffroom( \(deleted\))?$ ]] &&
    tr '\0' '\n' <"/proc/$process/environ" 2>/dev/null | grep -qxF "STAFFROOM_DATA=$DATA"; then
    say "Stopping the server that an earlier run left behind."
    end_process "$process" 40
  fi
  rm -f "$DATA/server.pid"
}

require_free_port() {
  local host=$HOST
  case $host in 0.0.0.0 | '' | '*') host=127.0.0.1 ;; ::) host=::1 ;; esac
  if (exec 3<>"/dev/tcp/$host/$PORT") 2>/dev/null; then
    die "port $PORT is in use by another program." "Stop that, or choose another: STAFFROOM_PORT=8081 deploy/run"
  fi
}

# Starts the server; it ends by itself should this script be killed.
start_server() {
  local mail=()
  if [ -z "${STAFFROOM_SENDMAIL:-}" ]; then
    mail=(--mail-folder "${STAFFROOM_MAIL_FOLDER:-$DATA/mail}")
    mkdir -p "${mail[1]}"
  fi
  keep_log_small "$DATA/staffroom.log"
  setpriv --pdeathsig TERM "$STAFFROOM" serve --with-worker --host "$HOST" --port "$PORT" \
    "${mail[@]}" >>"$DATA/staffroom.log" 2>&1 </dev/null 9>&- &
  SERVER=$!
  printf '%s\n' "$SERVER" | write_atomically "$DATA/server.pid"
  await_ready
}

await_ready() {
  local deadline=$((SECONDS + 60)) address
  address=$(local_address)
  until curl -fs --noproxy '*' --max-time 2 -o /dev/null "$address/readyz"; do
    if ! kill -0 "$SERVER" 2>/dev/null || is_zombie "$SERVER"; then
      die "the server stopped while starting. The end of its log ($DATA/staffroom.log):" \
        "$(tail -n 8 "$DATA/staffroom.log")"
    fi
    [ "$SECONDS" -lt "$deadline" ] ||
      die "the server was not ready within 60 seconds. The end of its log ($DATA/staffroom.log):" \
        "$(tail -n 8 "$DATA/staffroom.log")"
    sleep 0.1
  done
  printf '%s\n' "$address" | write_atomically "$DATA/ready" 644
}

# Waits for the server's end, which is a failure: a wanted end comes as a signal to this script.
watch_server() {
  local status=0
  wait "$SERVER" || status=$?
  SERVER=
  die "the server ended by itself (status $status). The end of its log ($DATA/staffroom.log):" \
    "$(tail -n 8 "$DATA/staffroom.log")"
}

stop_server() {
  rm -f "$DATA/ready"
  [ -n "$SERVER" ] || return 0
  end_process "$SERVER" 40
  SERVER=
  rm -f "$DATA/server.pid"
}

keep_log_small() {
  [ "$(stat -c %s "$1" 2>/dev/null || echo 0)" -lt 10000000 ] || mv -f "$1" "$1.1"
}
