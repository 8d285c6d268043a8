#!/usr/bin/env bash
# Installs from the distribution what the end-to-end tests drive and the machine lacks: a Docker
# daemon and client, a registry, skopeo, podman. Starts no service. Debian and Ubuntu, as root.
set -euo pipefail

fail() {
  echo "make e2e: $*" >&2
  exit 1
}

# executable wanted -> the Debian package that has it
declare -A package_of=(
  [dockerd]=docker.io
  [docker-registry]=docker-registry
  [skopeo]=skopeo
  [podman]=podman
  [openssl]=openssl
  [ip]=iproute2
  [setpriv]=util-linux
)
# Newer distributions split the client and BuildKit's client plug-in off docker.io; in older ones these
# packages don't exist, and docker.io has both.
split_off=(docker-cli docker-buildx)

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

has_candidate() {
  local policy_text
  policy_text=$(apt-cache policy "$1" 2>/dev/null)
  [[ $policy_text =~ Candidate:\ [0-9] ]]
}

# Debian's way to say that a package being installed may not start its service: this run must leave no
# daemon behind. A machine that has such a file (most container images) keeps its own.
policy=/usr/sbin/policy-rc.d
policy_mark='# placed by the end-to-end tests of docker-credential-ecr while they install packages'
if [ -e "$policy" ] && grep -qxF "$policy_mark" "$policy"; then
  rm -f "$policy" # left by a run that was killed
fi

missing=()
for executable in "${!package_of[@]}"; do
  command -v "$executable" >/dev/null || missing+=("${package_of[$executable]}")
done
command -v apt-get >/dev/null || {
  [ ${#missing[@]} -eq 0 ] && exit 0
  fail "this is neither Debian nor Ubuntu; install by hand: ${missing[*]}"
}
# A fresh container has no package lists.
[ ${#missing[@]} -eq 0 ] || has_candidate docker.io || apt-get update >/dev/null 2>&1 || true
for package in "${split_off[@]}"; do
  # A machine with Docker from elsewhere (docker-ce, Docker Desktop) has its own client and plug-in.
  if ! is_installed docker-ce-cli && ! is_installed "$package" && has_candidate "$package"; then
    missing+=("$package")
  fi
done
[ ${#missing[@]} -gt 0 ] || exit 0

install_log=$(mktemp)
trap 'rm -f "$install_log" "${placed_policy:-}"' EXIT
trap 'exit 130' INT TERM HUP
if [ ! -e "$policy" ]; then
  placed_policy=$policy
  printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" >"$policy"
  chmod 755 "$policy"
fi

echo "make e2e: installing ${missing[*]}" >&2
install_missing() {
  DEBIAN_FRONTEND=noninteractive apt-get --option DPkg::Lock::Timeout=120 \
    install --yes --no-install-recommends "${missing[@]}" >"$install_log" 2>&1 </dev/null
}
if ! install_missing; then
  apt-get update >/dev/null 2>&1 || true
  if ! install_missing; then
    tail -n 20 "$install_log" >&2
    fail "could not install ${missing[*]}"
  fi
fi
