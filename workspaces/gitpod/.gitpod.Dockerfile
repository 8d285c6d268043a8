FROM gitpod/workspace-base

# A prebuild keeps nothing outside of /workspace, so that the program belongs into the image. The version is named: at
# the start of a workspace, nothing but bootstrap.sh is downloaded then.
ARG DOCKER_CREDENTIAL_ECR_BASE_URL=https://example.com/docker-credential-ecr
ENV DOCKER_CREDENTIAL_ECR_VERSION=0.1.0
USER root
RUN curl -fsSL "$DOCKER_CREDENTIAL_ECR_BASE_URL/bootstrap.sh" \
  | DOCKER_CREDENTIAL_ECR_BASE_URL="$DOCKER_CREDENTIAL_ECR_BASE_URL" sh -s -- --no-from-env
USER gitpod
