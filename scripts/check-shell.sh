#!/usr/bin/env bash
# Checks the project's shell scripts with shellcheck, which is installed from the distribution where root may do that.
# A machine that can't have it goes on with a word: the scripts' tests run there all the same.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v shellcheck >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "make check-shell: installing shellcheck" >&2
  install=(apt-get --option DPkg::Lock::Timeout=120 install --yes --no-install-recommends shellcheck)
  export DEBIAN_FRONTEND=noninteractive
  "${install[@]}" >/dev/null 2>&1 </dev/null ||
    { apt-get update >/dev/null 2>&1 && "${install[@]}" >/dev/null 2>&1 </dev/null; } || true
fi
if ! command -v shellcheck >/dev/null; then
  echo "make check-shell: shellcheck is missing, so no shell script was checked; install it" >&2
  exit 0
fi

scripts=(.ci/run)
while IFS= read -r script; do scripts+=("$script"); done < <(find scripts test workspaces -name '*.sh' | sort)
# SC2317: it does not see that a trap calls a function.
shellcheck --exclude=SC2317 "${scripts[@]}"
