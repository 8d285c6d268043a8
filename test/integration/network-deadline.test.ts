import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type ClosableServer, closableServer } from '../fakes/aws/closable-server.ts';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { giveAccessKeys } from './company-network.ts';
import { type Ended, EXECUTABLES } from './executables.ts';
import { Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

let aws: AwsStandIn;
/** Takes every connection, and never says a word. */
let silent: ClosableServer;
let silentAddress: string;
let accepted = 0;
let person: Person;

beforeAll(async () => {
  aws = await startAwsStandIn();
  const server = createServer((socket) => {
    accepted += 1;
    socket.on('error', () => {}); // the other side gives up
    socket.resume();
  });
  silent = closableServer(server);
  silentAddress = `127.0.0.1:${await silent.listen('127.0.0.1', 0)}`;
});
afterAll(() => Promise.all([aws.close(), silent.close()]));

/** The error of the time-out: one line on both streams. */
function expectTimedOut(ended: Ended, waitedFor: string): void {
  const line = `no answer from ${waitedFor} within 1 s; check the network or proxy, or set DOCKER_CREDENTIAL_ECR_TIMEOUT to more seconds\n`;
  expect(ended).toEqual({ code: 1, stdout: ended.stderr, stderr: expect.stringContaining(line) });
  expect(ended.stderr.trim()).not.toContain('\n');
}

describe.each(EXECUTABLES)('$name gives up in time', ({ path }) => {
  beforeEach(async () => {
    person = await Person.at(aws, path);
    person.env.DOCKER_CREDENTIAL_ECR_TIMEOUT = '1';
    accepted = 0;
    aws.clearRequests();
    aws.clearFaults();
  });
  afterEach(() => person.leave());

  test.each([
    ['a proxy that never answers CONNECT', () => ({ HTTPS_PROXY: `http://${silentAddress}` })],
    ['a TLS proxy that never speaks TLS', () => ({ HTTPS_PROXY: `https://${silentAddress}` })],
  ])('on %s', async (_, env) => {
    giveAccessKeys(person, aws);
    const endpoint = { AWS_ENDPOINT_URL: 'https://ecr.acme.invalid' };
    expectTimedOut(await person.run('get', REGISTRY, { ...endpoint, ...env() }), 'ECR in us-east-1');
    expect(accepted).toBe(1);
  });

  test.each(['http', 'https'])('on a server that takes connections and never answers %s', async (scheme) => {
    giveAccessKeys(person, aws);
    const env = { AWS_ENDPOINT_URL: `${scheme}://${silentAddress}` };
    expectTimedOut(await person.run('get', REGISTRY, env), 'ECR in us-east-1');
    expect(accepted).toBe(1);
  });

  test.each(['hang', 'hang-body'] as const)('on a service whose answer does a %s', async (kind) => {
    giveAccessKeys(person, aws);
    aws.inject({ kind, service: 'ecr' });
    expectTimedOut(await person.run('get'), 'ECR in us-east-1');
    expect(aws.requests).toHaveLength(1);
  });

  test('on an STS that never answers', async () => {
    await person.addProgram('gp', `#!/bin/sh\necho '${aws.signWebIdentityToken()}'\n`);
    const env = {
      IDP_AWS_ROLE_ARN: 'arn:aws:iam::111111111111:role/puller',
      AWS_ENDPOINT_URL: `http://${silentAddress}`,
    };
    expectTimedOut(await person.run('get', REGISTRY, env), 'STS in us-east-1');
  });
});
