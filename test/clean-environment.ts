// Run by jest before each file of tests: takes from the environment whatever decides what the program does.
// Jest gives each file a copy of the environment, so that this changes nothing for others.

/** AWS settings, this program's own, proxies, certificate stores, and what marks a workspace or a CI job. */
const DECIDES =
  /^(AWS_|ECR_|DOCKER_|IDP_|GITPOD_|ONA_|GITHUB_|ACTIONS_|CIRCLE|BITBUCKET_|BUILDKITE|VERCEL|SPACELIFT_|TF_VAR_|TFC_|CI$|CI_|XDG_|NODE_EXTRA_CA_CERTS$|SSL_CERT_|(HTTPS?|ALL|NO)_PROXY$)/i;

const { env } = process;
for (const name of Object.keys(env)) {
  if (DECIDES.test(name)) {
    delete env[name];
  }
}
