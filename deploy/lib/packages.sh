# The Debian packages Staffroom needs: which are missing, and their installation. Sourced, never run.

# Each line: the package, and the command that tells whether what it brings is there already.
RUN_PACKAGES='
ca-certificates|test -s /etc/ssl/certs/ca-certificates.crt
curl|have curl
git|have git
g++|compiler_is_complete
zlib1g-dev|header zlib.h
tzdata|test -d /usr/share/zoneinfo/Europe
libcurl4|library libcurl.so.4
libxml2|library libxml2.so
libsqlite3-0|library libsqlite3.so.0
libncurses6|library libncurses.so.6
pkg-config|have pkg-config
libpq-dev|pkg_config_knows libpq
libsodium-dev|pkg_config_knows libsodium
libcmark-gfm-dev|pkg_config_knows libcmark-gfm
libcmark-gfm-extensions-dev|header cmark-gfm-core-extensions.h
postgresql|has_postgresql
python3|have python3
python3-pip|python3 -m pip --version
weasyprint|have weasyprint
'
TEST_PACKAGES='
python3-venv|python3 -c "import venv, ensurepip"
chromium-headless-shell|have chromium-headless-shell || have chromium
shellcheck|have shellcheck
fonts-liberation|test -d /usr/share/fonts/truetype/liberation
'
NO_CLUSTER='/etc/postgresql-common/createcluster.d/staffroom.conf'

compiler_is_complete() { have c++ && have ld && printf '#include <vector>\n' | c++ -fsyntax-only -x c++ -; }
header() { printf '#include <%s>\n' "$1" | cc -fsyntax-only -x c -; }
library() { PATH=$PATH:/usr/sbin:/sbin ldconfig -p | grep -F "$1"; }
pkg_config_knows() { have pkg-config && pkg-config --exists "$1"; }
has_postgresql() { [ -n "$(newest_postgresql_binaries)" ]; }

# Prints the missing packages of the list $1, one a line.
missing_packages() {
  local package test
  while IFS='|' read -r package test; do
    [ -n "$package" ] || continue
    eval "$test" >/dev/null 2>&1 </dev/null || printf '%s\n' "$package"
  done <<<"$1"
}

# Makes sure that every package of the list $1 is there; installs as root, explains as anyone else.
require_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$1")
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! have apt-get; then
    die "these Debian packages, or what they bring, are missing: ${missing[*]}" \
      "This system has no apt-get: install their like by its own means, then run this again."
  fi
  if ! is_root; then
    explain_packages "${missing[@]}"
    exit 1
  fi
  say "Installing Debian packages: ${missing[*]}"
  install_packages "${missing[@]}"
  mapfile -t missing < <(missing_packages "$1")
  [ ${#missing[@]} -eq 0 ] || die "still missing after the installation: ${missing[*]}"
}

# Debian makes and starts a cluster of its own with its PostgreSQL server unless told not to beforehand.
install_packages() {
  if [[ " $* " == *" postgresql "* ]] && [ ! -e "$NO_CLUSTER" ]; then
    mkdir -p "${NO_CLUSTER%/*}"
    (umask 022 && printf 'create_main_cluster = false\n' >"$NO_CLUSTER")
    chmod 755 "${NO_CLUSTER%/*}"
  fi
  (
    umask 022
    export DEBIAN_FRONTEND=noninteractive
    apt_get update -qq || warn "The package lists could not be refreshed; trying with those at hand."
    apt_get install -y -qq --no-install-recommends "$@" >/dev/null
  ) || die "apt-get could not install: $*" "Its own message is above; put that right and run this again."
}

apt_get() { apt-get -o DPkg::Lock::Timeout=120 "$@" 9>&-; }

explain_packages() {
  local prepare=''
  if [[ " $* " == *" postgresql "* ]]; then
    prepare="mkdir -p ${NO_CLUSTER%/*} && echo create_main_cluster = false >$NO_CLUSTER && "
  fi
  warn "These Debian packages are missing: $*"
  warn "You may not install packages; have root run this one command, then run this again:"
  warn "  sudo sh -c '${prepare}apt-get update && apt-get install -y --no-install-recommends $*'"
}
