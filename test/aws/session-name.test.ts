import { expect, test } from '@jest/globals';
import { defaultSessionName, environmentSessionName } from '../../src/aws/session-name.ts';

test.each<[Record<string, string>, string]>([
  [{}, 'docker-credential-ecr'],
  [{ USER: '' }, 'docker-credential-ecr'],
  [{ USER: '///' }, 'docker-credential-ecr'],
  [{ USER: 'jane' }, 'docker-credential-ecr-jane'],
  [{ USER: 'ACME\\jane doe' }, 'docker-credential-ecr-ACME-jane-doe'],
  [{ USER: '{jane}' }, 'docker-credential-ecr-jane'],
  [{ USER: 'jane@example.com' }, 'docker-credential-ecr-jane@example.com'],
  [{ LOGNAME: 'jane' }, 'docker-credential-ecr-jane'],
  [{ USERNAME: 'Jane' }, 'docker-credential-ecr-Jane'],
  [{ USER: 'gitpod', GITPOD_WORKSPACE_ID: 'acme-shop-1' }, 'docker-credential-ecr-acme-shop-1'],
  [{ USER: 'vscode', GITPOD_ENVIRONMENT_ID: '0191' }, 'docker-credential-ecr-0191'],
  [{ USER: 'runner', GITHUB_RUN_ID: '17' }, 'docker-credential-ecr-17'],
  [{ GITPOD_WORKSPACE_ID: 'w', CI_JOB_ID: '18' }, 'docker-credential-ecr-18'],
  [{ USER: 'x'.repeat(100) }, `docker-credential-ecr-${'x'.repeat(42)}`],
])('for %j a session is called %s', (env, name) => {
  expect(defaultSessionName(env)).toBe(name);
  expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['jane', 'jane'],
  ['jane+ci=1,2.3@x-y_z', 'jane+ci=1,2.3@x-y_z'],
  ['x'.repeat(64), 'x'.repeat(64)],
])('AWS_ROLE_SESSION_NAME=%s stands as it is', (set, name) => {
  expect(environmentSessionName({ AWS_ROLE_SESSION_NAME: set })).toBe(name);
});

test.each(['x', 'x'.repeat(65), 'Jane Doe', 'jané', 'a/b'])(
  'AWS_ROLE_SESSION_NAME=%s is refused, as STS would',
  (set) => {
    expect(() => environmentSessionName({ AWS_ROLE_SESSION_NAME: set })).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID' }),
    );
  },
);
