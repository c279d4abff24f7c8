#!/usr/bin/env bash
# Installs what the project needs and is missing: Debian's packages (as root or through sudo) and the pinned
# wheels of cmake/requirements.txt into .venv. Where nothing is missing it does nothing and needs no network.
#
# What is there is looked up each time, not remembered: dpkg for the packages, the wheels' own records in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 9< cmake/setup.sh
flock 9  # two makes at once would make one .venv

fail() {
  echo "setup: $*" >&2
  exit 4
}

# Three tries: mirrors and PyPI fail for seconds now and then.
retried() {
  local attempt
  for attempt in 1 2 3; do
    if "$@"; then return 0; fi
    [ "$attempt" -eq 3 ] || { echo "setup: failed, once more in $((attempt * 5)) s" >&2; sleep $((attempt * 5)); }
  done
  fail "gave up after three tries: $*"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

install_debian_packages() {
  command -v dpkg-query >/dev/null || fail "this is no Debian; install the like of: $(tr '\n' ' ' < cmake/debian-packages.txt)"
  local wanted missing apt_get
  mapfile -t wanted < cmake/debian-packages.txt
  mapfile -t missing < <(
    comm -23 <(sort cmake/debian-packages.txt) \
      <(dpkg-query -W -f='${binary:Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
        sed -n 's/^\([^ :]*\)\(:[^ ]*\)\? installed$/\1/p' | sort -u)
  )
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    fail "missing Debian packages, and neither root nor sudo to install them: ${missing[*]}"
  echo "setup: installing ${missing[*]}"
  apt_get=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
  retried as_root "${apt_get[@]}" update
  retried as_root "${apt_get[@]}" install -y --no-install-recommends "${missing[@]}"
}

# Whether .venv holds every pinned wheel, and was finished where it now stands (its scripts name their place).
venv_is_whole() {
  local name_and_version name version
  [ "$(cat .venv/made_at 2>/dev/null || true)" = "$(readlink -f .venv)" ] || return 1
  .venv/bin/python -c '' 2>/dev/null || return 1
  while read -r name_and_version; do
    name=${name_and_version%%==*}
    version=${name_and_version##*==}
    compgen -G ".venv/lib/python3*/site-packages/${name//-/_}-$version.dist-info/RECORD" >/dev/null || return 1
  done < <(sed -n 's/^\([a-z][a-z0-9-]*==[0-9.]*\).*/\1/p' cmake/requirements.txt)
  compgen -G '.venv/lib/python3*/site-packages/pyarrow/libparquet.so' >/dev/null
}

make_venv() {
  echo "setup: making .venv"
  rm -rf .venv
  /usr/bin/python3 -m venv .venv
  retried .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: \
    -r cmake/requirements.txt
  .venv/bin/python -c 'import pyarrow; pyarrow.create_library_symlinks()'
  readlink -f .venv > .venv/made_at  # last, so that a .venv cut short is made anew
}

install_debian_packages
venv_is_whole || make_venv
