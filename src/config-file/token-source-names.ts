/** The places that give out a web identity token and need no more than their name in the configuration file. */
export const TOKEN_SOURCE_NAMES = [
  'gitpod',
  'ona',
  'github',
  'circleci',
  'bitbucket',
  'buildkite',
  'vercel',
  'spacelift',
  'terraform',
] as const;
