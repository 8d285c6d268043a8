/** What all credential helpers' programs begin with (docker/docker-credential-helpers). */
export const HELPER_PREFIX = 'docker-credential-';

/** This program's name in Docker's config: that of its file without {@link HELPER_PREFIX}. */
export const OWN_NAME = 'ecr';
