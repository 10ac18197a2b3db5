# Keeps a private PostgreSQL cluster: reached through a Unix socket only, run by an unprivileged user, with
# data checksums. Sourced, never run. After cluster_start these are set:
#   CLUSTER          its data folder             CLUSTER_USER  the user it runs as
#   CLUSTER_SOCKET   its socket folder           PG_BIN        the PostgreSQL programs in use

OLDEST_POSTGRESQL=15
CLUSTER_STARTED=

# Starts the cluster of the data folder $1, making it first where there is none.
# $2 is `durable`, or `throwaway` for tests: that one forgoes fsync and must not outlive them.
cluster_start() {
  local data=$1 kind=$2 base
  choose_cluster_user "$data"
  base=$(cluster_base "$data")
  CLUSTER="$base/postgres"
  choose_binaries
  [ -d "$CLUSTER" ] || make_cluster
  choose_socket_folder "$data" "$base"
  stop_leftover_cluster
  configure_cluster "$kind"
  CLUSTER_STARTED=1
  launch_cluster
}

# Stops the cluster, if cluster_start started it.
cluster_stop() {
  [ -n "$CLUSTER_STARTED" ] || return 0
  CLUSTER_STARTED=
  if [ -n "$(cluster_process)" ]; then
    as_cluster_user "$PG_BIN/pg_ctl" -D "$CLUSTER" -m fast -w -t 120 -s stop ||
      warn "The database cluster did not stop cleanly; it repairs itself at the next start."
    await_cluster_end
  fi
  if [ -n "${TEMPORARY_SOCKET:-}" ]; then
    rm -rf "$CLUSTER_SOCKET"
    rm -f "$TEMPORARY_SOCKET"
  fi
}

# Runs a command as the cluster's user, from / and with a clean environment: no PG* setting reaches it.
as_cluster_user() (
  cd /
  set -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ LC_ALL=C.UTF-8 TZ=UTC "$@"
  if is_root; then
    set -- setpriv --reuid="$CLUSTER_USER" --regid="$(id -g "$CLUSTER_USER")" --init-groups "$@"
  fi
  exec "$@" 9>&-
)

# The owner of an existing cluster; otherwise us, or as root the distribution's `postgres`.
choose_cluster_user() {
  local existing
  existing="$(recorded_base "$1")/postgres"
  if [ -d "$existing" ]; then
    CLUSTER_USER=$(stat -c %U "$existing")
    is_root || [ -O "$existing" ] || die "the database in $existing belongs to the user $CLUSTER_USER." \
      "Run this as $CLUSTER_USER or root, or set STAFFROOM_DATA to another folder."
  elif is_root; then
    CLUSTER_USER=postgres
  else
    CLUSTER_USER=$(id -un) || die "your user has no name in the system's user list; PostgreSQL needs one."
  fi
  is_root || return 0
  if ! id -u "$CLUSTER_USER" >/dev/null 2>&1; then
    useradd --system --user-group --no-create-home --home-dir / --shell /usr/sbin/nologin "$CLUSTER_USER"
  fi
  [ "$(id -u "$CLUSTER_USER")" -ne 0 ] || die "the database in $existing belongs to root." \
    "PostgreSQL does not run as root: chown that folder to postgres."
}

recorded_base() { if [ -s "$1/postgres-place" ]; then cat "$1/postgres-place"; else printf '%s\n' "$1"; fi; }

# Prints the folder the cluster is kept in: the data folder, or, where that lies somewhere the cluster's
# user can't go (a clone under /root, say), a folder of its own, remembered in the data folder.
cluster_base() {
  local base
  base=$(recorded_base "$1")
  if [ "$base" = "$1" ] && [ ! -d "$1/postgres" ] && ! as_cluster_user test -x "$1"; then
    (umask 022 && mkdir -p /var/lib/staffroom-clusters)
    base=$(mktemp -d /var/lib/staffroom-clusters/XXXXXXXX)
    chmod 711 "$base"
    printf '%s\n' "$base" | write_atomically "$1/postgres-place" 644
    warn "The user $CLUSTER_USER may not enter $1, so the database is kept in $base."
  fi
  [ -d "$base" ] || die "the database is not where $1/postgres-place says: $base" \
    "Put it back there, or delete that file to begin with an empty database."
  printf '%s\n' "$base"
}

# Prints the folders of PostgreSQL programs, newest version first.
postgresql_binaries() {
  local folder
  {
    printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin
    ! have initdb || dirname "$(readlink -f "$(command -v initdb)")"
  } | sort -Vru | while IFS= read -r folder; do
    [ ! -x "$folder/initdb" ] || [ ! -x "$folder/pg_ctl" ] || printf '%s\n' "$folder"
  done
}

major_version() { "$1/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/'; }

newest_postgresql_binaries() {
  local folder
  postgresql_binaries | while IFS= read -r folder; do
    [ "$(major_version "$folder")" -ge "$OLDEST_POSTGRESQL" ] || continue
    printf '%s\n' "$folder"
    break
  done
}

# A cluster is only ever run with programs of its own major version.
choose_binaries() {
  local wanted folder
  if [ ! -d "$CLUSTER" ]; then
    PG_BIN=$(newest_postgresql_binaries)
    [ -n "$PG_BIN" ] || die "no PostgreSQL server programs of version $OLDEST_POSTGRESQL or later were found."
    return 0
  fi
  wanted=$(cat "$CLUSTER/PG_VERSION" 2>/dev/null) || die "$CLUSTER is not a PostgreSQL data folder."
  while IFS= read -r folder; do
    PG_BIN=$folder
    [ "$(major_version "$folder")" != "$wanted" ] || return 0
  done < <(postgresql_binaries)
  die "the database in $CLUSTER was made by PostgreSQL $wanted, and this machine has version \
$(major_version "$(newest_postgresql_binaries)")." \
    "It is left untouched. Either install PostgreSQL $wanted (package postgresql-$wanted) and run this again," \
    "or move the data over with pg_dump or pg_upgrade (see deploy/README.md)," \
    "or set STAFFROOM_DATA to a new folder to begin with an empty database."
}

# Makes a cluster beside its final place and moves it there when it is complete.
make_cluster() {
  local fresh="$CLUSTER.new"
  rm -rf "$fresh"
  mkdir -m 700 "$fresh"
  ! is_root || chown "$CLUSTER_USER:" "$fresh"
  as_cluster_user "$PG_BIN/initdb" -D "$fresh" -U postgres --data-checksums --encoding=UTF8 \
    --locale=C.UTF-8 --auth=peer >"$fresh.log" 2>&1 ||
    die "the database cluster could not be made." "$(tail -n 5 "$fresh.log")"
  printf "\ninclude_if_exists 'staffroom.conf'\n" >>"$fresh/postgresql.conf"
  rm -f "$fresh.log"
  mv -T "$fresh" "$CLUSTER"
}

# A socket's path may have 107 bytes; a longer one, or one PostgreSQL would misread, moves to a short folder.
choose_socket_folder() {
  local data=$1 plain="$2/socket" record="$1/postgres-socket" runtime=/tmp
  TEMPORARY_SOCKET=
  CLUSTER_SOCKET=$plain
  if [ "$(printf '%s/.s.PGSQL.5432' "$plain" | wc -c)" -gt 107 ] || [[ $plain == *[!A-Za-z0-9/._-]* ]]; then
    TEMPORARY_SOCKET=$record
    CLUSTER_SOCKET=$(cat "$record" 2>/dev/null || true)
    if [ ! -d "$CLUSTER_SOCKET" ] || [ -L "$CLUSTER_SOCKET" ] ||
      [ "$(stat -c %U "$CLUSTER_SOCKET")" != "$CLUSTER_USER" ]; then
      is_root || [ ! -w "${XDG_RUNTIME_DIR:-/nonexistent}" ] || runtime=$XDG_RUNTIME_DIR
      CLUSTER_SOCKET=$(mktemp -d "$runtime/staffroom-XXXXXX")
      printf '%s\n' "$CLUSTER_SOCKET" | write_atomically "$record"
    fi
  fi
  [ -d "$CLUSTER_SOCKET" ] || mkdir -m 700 "$CLUSTER_SOCKET"
  ! is_root || chown "$CLUSTER_USER:" "$CLUSTER_SOCKET"
}

# Prints the process that serves this cluster, if one does. The number in postmaster.pid alone proves
# nothing: after a crash another process may have it. PostgreSQL works from within its data folder.
cluster_process() {
  local process
  process=$(head -n 1 "$CLUSTER/postmaster.pid" 2>/dev/null) || return 0
  [ ! "/proc/$process/cwd" -ef "$CLUSTER" ] || printf '%s\n' "$process"
}

# Whether any process works in the cluster's folder.
cluster_works() {
  local folder
  for folder in /proc/[0-9]*/cwd; do
    [ ! "$folder" -ef "$CLUSTER" ] || return 0
  done
  return 1
}

# pg_ctl waits for the postmaster's lock file alone; the log collector ends a moment after the postmaster.
await_cluster_end() {
  local deadline=$((SECONDS + 20))
  while cluster_works; do
    [ "$SECONDS" -lt "$deadline" ] || return 0
    sleep 0.05
  done
}

stop_leftover_cluster() {
  [ -n "$(cluster_process)" ] || return 0
  say "Stopping the database cluster that an earlier run left behind."
  as_cluster_user "$PG_BIN/pg_ctl" -D "$CLUSTER" -m fast -w -t 120 -s stop ||
    die "the database cluster that an earlier run left behind does not stop." \
      "See process $(cluster_process) and the logs in $CLUSTER/log."
}

configure_cluster() {
  local user role
  {
    printf '%s\n' '# Written at each start by deploy/lib/cluster.sh: a change here is lost.' \
      "listen_addresses = ''" 'port = 5432' "unix_socket_directories = '$CLUSTER_SOCKET'" \
      'unix_socket_permissions = 0700' "timezone = 'UTC'" "log_timezone = 'UTC'" 'jit = off' \
      'logging_collector = on' "log_directory = 'log'" "log_filename = 'postgresql-%a.log'" \
      'log_rotation_age = 1d' 'log_rotation_size = 0' 'log_truncate_on_rotation = on' \
      'max_connections = 200'
    [ "$1" != throwaway ] || printf '%s\n' 'fsync = off' 'synchronous_commit = off' \
      'full_page_writes = off' 'max_connections = 500' 'max_wal_size = 4GB'
  } | cluster_file staffroom.conf
  printf 'local all all peer map=staffroom\n' | cluster_file pg_hba.conf
  for user in $(printf '%s\n' "$CLUSTER_USER" "$(id -un)" | sort -u); do
    for role in postgres staffroom; do printf 'staffroom "%s" %s\n' "$user" "$role"; done
  done | cluster_file pg_ident.conf
}

cluster_file() {
  write_atomically "$CLUSTER/$1"
  ! is_root || chown "$CLUSTER_USER:" "$CLUSTER/$1"
}

# Where nothing collects dead processes (a container without an init), PostgreSQL takes a killed one for
# alive and refuses to start. Its lock files are removed only when no process works in the data folder any more.
# (Two command substitutions in one test would make bash 5.2 fail on a signal that comes between them.)
forget_dead_cluster() {
  ! cluster_works || return 0
  forget_dead_holder "$CLUSTER/postmaster.pid"
  forget_dead_holder "$CLUSTER_SOCKET/.s.PGSQL.5432.lock"
}

# Removes a lock file whose first line names a process that is dead and not collected.
forget_dead_holder() {
  local process
  process=$(head -n 1 "$1" 2>/dev/null) && is_zombie "$process" || return 0
  rm -f "$1"
}

# What PostgreSQL said last: up to its log collector's start in startup.log, from then on in its log.
last_messages() {
  tail -n 5 "$CLUSTER/startup.log" 2>/dev/null || true
  find "$CLUSTER/log" -name '*.log' -newer "$CLUSTER/staffroom.conf" -exec tail -q -n 5 {} + 2>/dev/null || true
}

# Processes of a cluster that was ended by force may need a moment to notice; until then a start is refused.
launch_cluster() {
  local deadline=$((SECONDS + 20))
  forget_dead_cluster
  until as_cluster_user "$PG_BIN/pg_ctl" -D "$CLUSTER" -l "$CLUSTER/startup.log" -w -t 600 -s start \
    2>/dev/null; do
    if ! last_messages | grep -qE 'still in use|already exists' || [ "$SECONDS" -ge "$deadline" ]; then
      die "the database cluster does not start." "$(last_messages)" "Logs: $CLUSTER/log"
    fi
    sleep 0.5
    forget_dead_cluster
  done
}

# Makes the role and database of the application where they are missing.
ensure_database() {
  as_cluster_user "$PG_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -h "$CLUSTER_SOCKET" -p 5432 -U postgres -d postgres \
    >/dev/null <<'SQL' || die "the application's role and database could not be made."
SELECT 'CREATE ROLE staffroom LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'staffroom')
\gexec
SELECT 'CREATE DATABASE staffroom OWNER staffroom'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'staffroom')
\gexec
SQL
}

# Whether the database came from a backup; such a one gets no sample. Noted in the cluster, so it goes where that goes.
is_restored() { [ -e "$CLUSTER/staffroom-restored" ]; }
note_restored() { date -u +%FT%TZ | cluster_file staffroom-restored; }
forget_restored() { rm -f "$CLUSTER/staffroom-restored"; }

cluster_url() { printf 'postgresql://%s@/%s?host=%s&port=5432\n' "$1" "$2" "$(percent_encode "$CLUSTER_SOCKET")"; }
