#!/usr/bin/env bash
# run.sh SCRIPT [ARGUMENT…]: runs a script of Node.js where it finds Docker, skopeo and podman, and may put a real
# registry, in namespaces of their own. Called by `make e2e` and `make pictures`; needs root on Debian or Ubuntu.
# Fails, and says why, where it can't run.
#
# Everything that is started lives in one process namespace, and everything that is written lives in
# memory mounted inside one mount namespace: when the run ends, however it ends (kill -9 too), the kernel takes
# both away.
set -euo pipefail

fail() {
  echo "make e2e: $*" >&2
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)

[ "$(uname -s)" = Linux ] || fail "the end-to-end tests need Linux, for its namespaces and the Docker daemon"
[ "$(id -u)" = 0 ] || fail "the end-to-end tests start a Docker daemon and need root: sudo make e2e"
[ -x "$repository/dist/docker-credential-ecr" ] || fail "dist/docker-credential-ecr is missing: make build"

"$here/install-clients.sh"

namespaces=(--mount --propagation private --net --pid --fork --kill-child --mount-proc)
reason=$(unshare "${namespaces[@]}" true 2>&1) ||
  fail "Docker can't run here: this machine gives root no mount, network and process namespaces ($reason)"

# Started in the background, so that the shell acts on a signal at once. The parent-death signal and --kill-child
# end all processes in the namespaces when this shell ends, whatever ends it.
setpriv --pdeathsig KILL unshare "${namespaces[@]}" "$here/inside-namespaces.sh" "$repository" "$@" </dev/null &
namespace_holder=$!
stop() {
  kill -KILL "$namespace_holder" 2>/dev/null || true
  wait "$namespace_holder" 2>/dev/null || true
  exit "$1"
}
trap 'stop 130' INT
trap 'stop 143' TERM HUP
status=0
wait "$namespace_holder" || status=$?
exit "$status"
