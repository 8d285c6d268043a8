/** What `--help` prints. */
export const USAGE = `docker-credential-ecr: Docker credential helper for Amazon ECR

Docker asks it for a registry's password once ~/.docker/config.json names it:

  { "credHelpers": { "111111111111.dkr.ecr.us-east-1.amazonaws.com": "ecr" } }

Usage: docker-credential-ecr COMMAND

Commands of Docker's protocol (input on stdin, answer on stdout):
  get      answer with the password of the registry named on stdin
  store    keep a password from docker login until it expires
  erase    forget the passwords of the registry named on stdin
  list     list the registries with a password that has not expired

Other commands:
  login    sign in to AWS SSO and get the tokens of registries (login --help)
  version  print name and version
  help     print this page

Examples:
  echo 111111111111.dkr.ecr.us-east-1.amazonaws.com | docker-credential-ecr get
  echo public.ecr.aws | AWS_PROFILE=dev docker-credential-ecr get

Settings (environment):
  DOCKER_CREDENTIAL_ECR_TIMEOUT      the longest a get may take, in seconds (30)
  DOCKER_CREDENTIAL_ECR_CONFIG       the configuration file
  DOCKER_CREDENTIAL_ECR_DEBUG        1: say on stderr what is done
  DOCKER_CREDENTIAL_ECR_INTERACTIVE  0: never ask a person anything
  DOCKER_CREDENTIAL_ECR_BACKGROUND   0: never renew a token in the background
  AWS_ECR_CACHE_DIR                  where tokens are kept
  AWS_ECR_DISABLE_CACHE              anything: keep and read no tokens
  AWS_ECR_IGNORE_CREDS_STORAGE       true: store and erase do nothing
`;
