import { describe, expect, test } from '@jest/globals';
import { filesThatEnd, json } from './read.ts';

const TRUST = filesThatEnd('.json').filter((path) => path.startsWith('iam/trust-'));
const POLICIES = filesThatEnd('.json').filter((path) => path.startsWith('iam/policy-'));

describe.each(TRUST)('%s', (path) => {
  const [statement, ...others] = json(path).Statement;
  const provider = statement.Principal.Federated.split(':oidc-provider/')[1];
  const conditions = Object.assign({}, ...Object.values<object>(statement.Condition));

  test('lets somebody in by a web identity token, and in no other way', () => {
    expect(json(path).Version).toBe('2012-10-17');
    expect(others).toEqual([]);
    expect(statement).toMatchObject({ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' });
    expect(statement.Principal.Federated).toMatch(
      /^arn:aws:iam::111111111111:oidc-provider\/[\w.]+(\/\w+)?$/,
    );
  });

  test('asks for the audience, and for a subject that is not everybody', () => {
    expect(Object.keys(conditions).sort()).toEqual([`${provider}:aud`, `${provider}:sub`]);
    expect(statement.Condition.StringEquals[`${provider}:aud`]).toBe('sts.amazonaws.com');
    expect(conditions[`${provider}:sub`]).toMatch(/^[^*]{12,}/);
  });
});

describe('a subject', () => {
  test.each([
    ['iam/trust-gitpod-classic.json', 'https://github.com/OWNER/REPOSITORY', true],
    ['iam/trust-gitpod-classic.json', 'https://github.com/OWNER/REPOSITORY2', false],
    ['iam/trust-ona.json', 'org:ORGANIZATION_ID/prj:PROJECT_ID/env:1', true],
    ['iam/trust-ona.json', 'org:ORGANIZATION_ID/prj:PROJECT_ID2/env:1', false],
    ['iam/trust-ona.json', 'org:ORGANIZATION_ID/user:1', false],
    ['iam/trust-ona-v3.json', 'organization_id:ORGANIZATION_ID:project_id:PROJECT_ID', true],
    ['iam/trust-ona-v3.json', 'organization_id:ORGANIZATION_ID:environment_id:1', false],
    ['iam/trust-github-actions.json', 'repo:OWNER/REPOSITORY:ref:refs/heads/main', true],
    ['iam/trust-github-actions.json', 'repo:OWNER/REPOSITORY:pull_request', false],
    ['iam/trust-gitlab.json', 'project_path:GROUP/PROJECT:ref_type:branch:ref:main', true],
    ['iam/trust-gitlab.json', 'project_path:GROUP/PROJECT:ref_type:tag:ref:main', false],
  ])('by %s, %s: %s', (path, subject, isIn) => {
    const [{ Condition }] = json(path).Statement;
    const like = Object.entries<string>({ ...Condition.StringEquals, ...Condition.StringLike }).find(
      ([key]) => key.endsWith(':sub'),
    )?.[1];
    const pattern = (like ?? '').replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    expect(new RegExp(`^${pattern}$`).test(subject)).toBe(isIn);
  });
});

describe('the least that is allowed', () => {
  const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];
  const UPLOAD = ['InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage'];
  const PUBLIC = ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'];
  const publicUpload = ['BatchCheckLayerAvailability', ...UPLOAD].map((name) => `ecr-public:${name}`);
  test.each([
    ['iam/policy-pull.json', 'ecr:GetAuthorizationToken', PULL],
    ['iam/policy-push.json', 'ecr:GetAuthorizationToken', [...PULL, ...UPLOAD.map((name) => `ecr:${name}`)]],
    ['iam/policy-public-pull.json', PUBLIC, undefined],
    ['iam/policy-public-push.json', PUBLIC, publicUpload],
  ])('by %s is the token, and that on one repository', (path, token, actions) => {
    const [forToken, forRepository] = json(path).Statement;
    expect(forToken).toMatchObject({ Effect: 'Allow', Action: token, Resource: '*' });
    expect(forRepository?.Action).toEqual(actions);
    if (actions !== undefined) expect(forRepository.Resource).toMatch(/:repository\/REPOSITORY$/);
  });

  test('is in each file that there is', () => {
    expect(POLICIES).toHaveLength(4);
    expect(TRUST).toHaveLength(5);
  });
});
