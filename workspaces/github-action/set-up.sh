#!/bin/sh
# The one step of the action; its inputs are variables. Run by GitHub, which sets GITHUB_ACTION_PATH, GITHUB_ENV and
# GITHUB_PATH.
set -eu

fail() {
  printf '::error title=docker-credential-ecr::%s\n' "$*"
  exit 1
}

project=$GITHUB_ACTION_PATH/../..

# Hosts and names of registries have none of the characters that a shell would expand.
registries=$(printf '%s' "${REGISTRIES:-}" | tr ',\n\t' '   ')
case $registries in
  *[!A-Za-z0-9.:/_\ -]*) fail "the input registries must be hosts of registries" ;;
  *[!\ ]*) ;;
  *) fail 'the input registries is empty' ;;
esac

if [ -n "$ROLE_TO_ASSUME" ]; then
  case $ROLE_TO_ASSUME in
    *[!A-Za-z0-9:/+=,.@_-]*) fail 'the input role-to-assume is no ARN' ;;
    arn:*:iam::*:role/*) ;;
    *) fail 'the input role-to-assume is no ARN of a role' ;;
  esac
  [ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ] ||
    fail 'this job gets no OIDC token: add "permissions: { id-token: write, contents: read }" to it'
fi
case $STS_REGION in
  *[!a-z0-9-]*) fail 'the input aws-region is no region' ;;
esac

# The action and the program are of one version, unless another is asked for.
[ -n "$VERSION" ] || VERSION=$(sed -n 's/^  "version": "\([^"]*\)",$/\1/p' "$project/package.json")
export DOCKER_CREDENTIAL_ECR_VERSION="$VERSION"
[ -z "$BASE_URL" ] || export DOCKER_CREDENTIAL_ECR_BASE_URL="$BASE_URL"
sh "$project/scripts/bootstrap.sh" --no-from-env

# Where bootstrap.sh has put it, if it could not write to /usr/local/bin.
if ! command -v docker-credential-ecr >/dev/null; then
  PATH=$HOME/.local/bin:$PATH
  printf '%s\n' "$HOME/.local/bin" >>"$GITHUB_PATH"
fi
# The later steps of the job find the role in their environment, and the token by GitHub's own variables.
if [ -n "$ROLE_TO_ASSUME" ]; then printf 'AWS_ROLE_ARN=%s\n' "$ROLE_TO_ASSUME" >>"$GITHUB_ENV"; fi
if [ -n "$STS_REGION" ]; then printf 'AWS_REGION=%s\n' "$STS_REGION" >>"$GITHUB_ENV"; fi
# Words, on purpose.
# shellcheck disable=SC2086
docker-credential-ecr install $registries
