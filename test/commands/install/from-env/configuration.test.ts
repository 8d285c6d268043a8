import { describe, expect, test } from '@jest/globals';
import { planConfiguration } from '../../../../src/commands/install/from-env/configuration.ts';
import { describeConflict } from '../../../../src/commands/install/from-env/conflict.ts';
import type { RoleRequest } from '../../../../src/commands/install/from-env/request.ts';
import type { ConfigFile } from '../../../../src/config-file/schema.ts';

const ARN = 'arn:aws:iam::111111111111:role/workspace';
const HOST = '111111111111.dkr.ecr.us-east-1.amazonaws.com';
const REQUEST: RoleRequest = {
  kind: 'role',
  accountId: '111111111111',
  region: 'us-east-1',
  regionVariable: 'AWS_REGION',
  taken: '',
  roleArn: ARN,
  roleVariable: 'AWS_ROLE_ARN',
  tokenSource: 'gitpod',
  sessionName: undefined,
};
const OWN = { roleArn: ARN, webIdentity: { source: 'gitpod' } };
const OTHER = { roleArn: `${ARN}-2`, webIdentity: { source: 'gitpod' } };
const RULE = { host: HOST, identity: 'workspace' };

const plan = (file: ConfigFile, { profile = 'default', request = REQUEST } = {}) =>
  planConfiguration(request, HOST, profile, { ...file, path: 'config', exists: true });

describe('planConfiguration', () => {
  test.each<[string, ConfigFile, [string, unknown][], Parameters<typeof plan>[1]?]>([
    [
      'both',
      {},
      [
        ['identities/workspace', OWN],
        ['registries/workspace', RULE],
      ],
    ],
    ['nothing', { identities: { workspace: OWN }, registries: { a: RULE } }, []],
    [
      'the rule alone',
      { identities: { workspace: { ...OWN, durationSeconds: 900 } } },
      [['registries/workspace', RULE]],
    ],
    [
      "the rule's identity",
      { identities: { workspace: OWN }, registries: { a: { host: HOST.toUpperCase() } } },
      [['registries/a/identity', 'workspace']],
    ],
    [
      'a rule beside a pattern without identity',
      {
        identities: { workspace: OWN },
        registries: { workspace: { host: '*.dkr.ecr.us-east-1.amazonaws.com' } },
      },
      [[`registries/${HOST}`, RULE]],
    ],
    [
      'nothing where a pattern says the same',
      {
        identities: { workspace: OWN },
        registries: { a: { ...RULE, host: '*.dkr.ecr.us-east-1.amazonaws.com' } },
      },
      [],
    ],
    [
      'nothing where another name has the role',
      { identities: { ci: OWN }, registries: { a: { host: HOST, identity: 'ci' } } },
      [],
    ],
    [
      "nothing where the rule's identity is one of two for the role",
      { identities: { workspace: OWN, ci: OWN }, registries: { a: { host: HOST, identity: 'ci' } } },
      [],
    ],
    [
      'nothing for the other name of the place',
      { identities: { workspace: { ...OWN, webIdentity: { source: 'ona' } } }, registries: { a: RULE } },
      [],
    ],
    [
      'an identity named after the profile',
      { identities: { workspace: OTHER } },
      [
        ['identities/work', OWN],
        ['registries/workspace', { host: HOST, identity: 'work' }],
      ],
      { profile: 'work' },
    ],
    [
      'the session name',
      { identities: { workspace: OWN }, registries: { a: RULE } },
      [['identities/workspace/sessionName', 'jane']],
      { request: { ...REQUEST, sessionName: 'jane' } },
    ],
    [
      'an identity with the session name',
      { registries: {} },
      [
        ['identities/workspace', { ...OWN, sessionName: 'jane' }],
        ['registries/workspace', RULE],
      ],
      { request: { ...REQUEST, sessionName: 'jane' } },
    ],
  ])('adds %s', (...[, file, members, options]) => {
    const found = plan(file, options);
    expect(found.conflicts).toEqual([]);
    expect(found.members.map(({ path, value }) => [path.join('/'), value])).toEqual(members);
  });

  test.each<[string, ConfigFile, string[]]>([
    [
      'an identity with another role',
      { identities: { workspace: OTHER } },
      [`config: identities.workspace: roleArn is ${ARN}-2, but ${ARN} is wanted (AWS_ROLE_ARN)`],
    ],
    [
      'an identity of another kind',
      { identities: { workspace: { profile: 'dev' } } },
      ['config: identities.workspace: it is no role with a webIdentity'],
    ],
    [
      'an identity with another source',
      { identities: { workspace: { roleArn: ARN, webIdentity: { source: 'circleci' } } } },
      ['config: identities.workspace: webIdentity.source is circleci, but gitpod is what is found here'],
    ],
    [
      'a rule for another identity',
      { identities: { dev: { profile: 'dev' } }, registries: { 'dev/ecr': { host: HOST, identity: 'dev' } } },
      [`config: registries."dev/ecr".identity: it is dev, but workspace is wanted for ${HOST}`],
    ],
  ])('finds the conflict with %s', (_, file, conflicts) => {
    expect(plan(file).conflicts.map(describeConflict)).toEqual(conflicts);
  });
});
