import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { EXECUTABLES } from './executables.ts';
import { ACCOUNT, Person } from './person.ts';

jest.setTimeout(30_000);

const ROLE = `arn:aws:iam::${ACCOUNT}:role/puller`;

let aws: AwsStandIn;
let person: Person;
/** Takes connections and says nothing. */
let ecr: Server;

const asked = () => aws.requests.map(({ operation, status }) => `${operation} ${status}`);

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    ecr = createServer().listen(0, '127.0.0.1');
    await once(ecr, 'listening');
    person = await Person.at(aws, path);
    aws.addRole({ arn: ROLE, trustedPrincipals: 'any' });
    const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: '999999999999' });
    await person.write(
      '.aws/config',
      `[profile base]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
        `[profile puller]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
    );
    person.env.AWS_PROFILE = 'puller';
  });

  afterEach(async () => {
    ecr.close();
    await aws.close();
    await person.leave();
  });

  /** What `aws` leaves behind after it has assumed the role. */
  function keepRoleCredentials(lifetimeSeconds: number): Promise<string> {
    const key = aws.addTemporaryKey({ accountId: ACCOUNT, roleName: 'puller', lifetimeSeconds });
    const Credentials = {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.sessionToken,
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const name = createHash('sha1').update(`{"RoleArn": "${ROLE}"}`).digest('hex');
    return person.write(`.aws/cli/cache/${name}.json`, JSON.stringify({ Credentials }));
  }

  test("takes the role's credentials from the AWS CLI's cache", async () => {
    await keepRoleCredentials(3600);
    expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
    expect(asked()).toEqual(['GetAuthorizationToken 200']);
  });

  test('assumes the role when AWS no longer accepts those', async () => {
    await keepRoleCredentials(-1);
    expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
    expect(asked()).toEqual(['GetAuthorizationToken 400', 'AssumeRole 200', 'GetAuthorizationToken 200']);
  });

  test('opens the connection to ECR while STS is still asked', async () => {
    const { port } = ecr.address() as AddressInfo;
    aws.inject({ kind: 'hang', service: 'sts' });
    const ended = person.run('get', undefined, {
      AWS_ENDPOINT_URL_ECR: `https://127.0.0.1:${port}`,
      DOCKER_CREDENTIAL_ECR_TIMEOUT: '5',
    });
    const [connection] = await Promise.all([
      once(ecr, 'connection'),
      aws.waitForRequest(({ operation }) => operation === 'AssumeRole'),
    ]);
    connection[0].destroy();
    await aws.close();
    expect(await ended).toMatchObject({ code: 1 });
  });
});
