import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { EXECUTABLES } from './executables.ts';
import { ACCOUNT, Person } from './person.ts';
import { keptToken, START_URL, signInRequests, ssoCacheFiles, useUnsignedSso } from './sso-person.ts';

jest.setTimeout(30_000);

let aws: AwsStandIn;
let person: Person;

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    person = await Person.at(aws, path);
    person.env.AWS_PROFILE = 'dev';
    await useUnsignedSso(person, aws);
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  test('of many at once, for several registries, one uses the refresh token, which serves once', async () => {
    const session = {
      startUrl: START_URL,
      region: 'eu-west-1',
      assignments: [{ accountId: ACCOUNT, roleName: 'Developer' }],
    };
    const signIn = aws.addSsoSession(session);
    const expiresAt = '2020-01-02T03:04:05Z';
    await person.writeSsoToken('acme', { ...signIn, startUrl: START_URL, region: 'eu-west-1', expiresAt });
    // So that all are there before it is renewed.
    aws.inject({ kind: 'delay', milliseconds: 500, service: 'sso-oidc' });

    const regions = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1'];
    const hosts = regions.map((region) => `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com`);
    const ended = await Promise.all(hosts.map((host) => person.run('get', host)));
    for (const { code, stderr } of ended) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(signInRequests(aws)).toEqual(['CreateToken']);
    expect((await keptToken(person)).token.refreshToken).not.toBe(signIn.refreshToken);
    expect((await ssoCacheFiles(person)).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });
});
