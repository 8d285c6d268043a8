#!/bin/sh
# Installs the Feature. Run by root while the image is built, with the options as variables in capitals.
set -eu

: "${VERSION:=latest}" "${BASEURL:=}" "${WITHAWSCLI:=false}" "${WITHSESSIONMANAGERPLUGIN:=false}"
SHARE='/usr/local/share/docker-credential-ecr'

main() {
  here=$(cd "$(dirname "$0")" && pwd)
  set -- --no-from-env # the image holds nobody's settings
  packages=''
  has curl || packages='curl ca-certificates'
  if [ "$WITHAWSCLI" = true ]; then
    set -- "$@" --with-aws-cli
    has unzip || packages="$packages unzip"
  fi
  [ "$WITHSESSIONMANAGERPLUGIN" != true ] || set -- "$@" --with-session-manager-plugin
  case "$WITHAWSCLI $WITHSESSIONMANAGERPLUGIN" in
    *true*) has gpgv || has gpg || packages="$packages gnupg" ;;
  esac
  if [ -f /etc/alpine-release ]; then packages="$packages libstdc++"; fi
  [ -z "$packages" ] || add_packages

  [ "$VERSION" = latest ] || export DOCKER_CREDENTIAL_ECR_VERSION="$VERSION"
  [ -z "$BASEURL" ] || export DOCKER_CREDENTIAL_ECR_BASE_URL="${BASEURL%/}"
  script=$here/bootstrap.sh
  if [ ! -f "$script" ]; then
    [ -n "$BASEURL" ] || fail 'no bootstrap.sh lies beside install.sh, so the option baseUrl must say where the release is'
    script=$(mktemp)
    trap 'rm -f "$script"' EXIT
    curl -fsSL "${BASEURL%/}/bootstrap.sh" -o "$script" || fail "can't download ${BASEURL%/}/bootstrap.sh"
  fi
  sh "$script" "$@"
  install_set_up
}

# What each start of the container runs, as the person who works in it (_REMOTE_USER).
install_set_up() {
  mkdir -p "$SHARE"
  cat >"$SHARE/set-up" <<'SET_UP'
#!/bin/sh
# Sets docker-credential-ecr up from the environment, if there is something in it to set up from.
[ -n "${AWS_SSO_URL:-}${AWS_ROLE_NAME:-}${AWS_ROLE_ARN:-}${IDP_AWS_ROLE_ARN:-}" ] || exit 0
[ -z "${AWS_WEB_IDENTITY_TOKEN_FILE:-}" ] || exit 0 # the role is for the token in that file
exec docker-credential-ecr install --from-env
SET_UP
  chmod 755 "$SHARE" "$SHARE/set-up"
}

has() { command -v "$1" >/dev/null 2>&1; }

fail() {
  printf 'docker-credential-ecr feature: %s\n' "$*" >&2
  exit 1
}

add_packages() {
  # Words, on purpose.
  # shellcheck disable=SC2086
  set -- $packages
  if has apt-get; then
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"
    rm -rf /var/lib/apt/lists/*
  elif has apk; then
    apk add --no-cache "$@"
  elif has dnf; then
    dnf install -qy "$@"
  elif has microdnf; then
    microdnf install -y "$@"
  else
    fail "these are needed and there is no apt-get, apk or dnf to install them: $*"
  fi
}

main "$@"
