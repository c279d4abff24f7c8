#!/usr/bin/env bash
# Installs what the project needs and is missing: Debian's packages (as root or through sudo) and the pinned
# wheels of cmake/requirements.txt into .venv. Where nothing is missing it does nothing and needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "setup: these Debian packages are missing, and neither root nor sudo is there to install them: ${missing[*]}" >&2
    exit 4
  fi
}

missing=()
while read -r package; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done < cmake/debian-packages.txt
if [ ${#missing[@]} -gt 0 ]; then
  echo "setup: installing ${missing[*]}"
  as_root apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 \
    install -y -q --no-install-recommends "${missing[@]}"
fi

# The stamp holds the digest of what was asked for and is written last, so that a .venv cut short is made anew.
wanted=$(sha256sum < cmake/requirements.txt | cut -d' ' -f1)
stamp=.venv/requirements.sha256
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  echo "setup: making .venv"
  rm -rf .venv
  /usr/bin/python3 -m venv .venv
  .venv/bin/python -m pip install -q --retries 5 --disable-pip-version-check -r cmake/requirements.txt
  .venv/bin/python -c 'import pyarrow; pyarrow.create_library_symlinks()'
  echo "$wanted" > "$stamp"
fi
