import { type Failure, identityNamed, useKeys, useSso } from './failure.ts';

const identity = 'access key AK';
const network = 'check the network, or set HTTPS_PROXY if there is a proxy';
const notAws = 'check the endpoint settings (AWS_ENDPOINT_URL) and the proxy';
const role = identityNamed('a role with source_profile');

/** What goes wrong on the way to AWS, and in it. */
export const NETWORK_FAILURES: readonly Failure[] = [
  {
    name: 'a port that nobody listens at',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      await aws.close();
    },
    identity,
    says: ["127.0.0.1 can't be reached (ECONNREFUSED)"],
    remedy: network,
  },
  {
    name: 'a connection that is cut before the answer',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      aws.inject({ kind: 'cut' });
    },
    identity,
    says: ['127.0.0.1 closed the connection'],
    remedy: network,
  },
  {
    name: 'a connection that is cut in the middle of the answer',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      aws.inject({ kind: 'cut-body' });
    },
    identity,
    says: ['closed the connection'],
    remedy: network,
  },
  {
    name: 'the page of a hotel in place of ECR',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      aws.inject({ kind: 'garbage' });
    },
    identity,
    says: ['what answered for ECR in us-east-1 is not ECR'],
    remedy: notAws,
  },
  {
    name: 'half an answer of JSON in place of ECR',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      aws.inject({
        kind: 'garbage',
        body: '{"authorizationData":[{"auth',
        contentType: 'application/x-amz-json-1.1',
      });
    },
    identity,
    says: ['what answered for ECR in us-east-1 is not ECR'],
    remedy: notAws,
  },
  {
    name: 'an answer without a token',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      aws.inject({
        kind: 'garbage',
        body: '{"authorizationData":[]}',
        contentType: 'application/x-amz-json-1.1',
      });
    },
    identity,
    says: ['ECR in us-east-1 answered without a token'],
    remedy: notAws,
  },
  {
    name: 'the page of a hotel in place of STS',
    setUp: async (person, aws) => {
      await role.setUp(person, aws);
      aws.inject({ kind: 'garbage', service: 'sts' });
    },
    identity: 'profile "puller" (AWS_PROFILE)',
    says: ['what answered for STS in eu-west-1 is not STS'],
    remedy: notAws,
  },
  {
    name: 'the page of a hotel in place of the SSO portal',
    setUp: async (person, aws) => {
      await useSso(person, aws);
      aws.inject({ kind: 'garbage', service: 'sso' });
    },
    identity: 'profile "dev" (AWS_PROFILE)',
    says: ['what answered for SSO in eu-west-1 is not SSO'],
    remedy: notAws,
  },
  {
    name: 'ECR that fails',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      aws.inject({
        kind: 'fail',
        status: 500,
        code: 'ServerException',
        message: 'Oh dear\u001b[31m\r\nsorry',
      });
    },
    identity,
    says: ['ECR in us-east-1 failed (ServerException, HTTP 500: Oh dear [31m sorry)'],
    remedy: 'try again later',
  },
  {
    name: 'STS that fails',
    setUp: async (person, aws) => {
      await role.setUp(person, aws);
      aws.inject({ kind: 'fail', status: 503, code: 'ServiceUnavailable', service: 'sts' });
    },
    identity: 'profile "puller" (AWS_PROFILE)',
    says: ['STS in eu-west-1 failed (ServiceUnavailable, HTTP 503'],
    remedy: 'try again later',
  },
  {
    name: 'the SSO portal that fails',
    setUp: async (person, aws) => {
      await useSso(person, aws);
      aws.inject({ kind: 'fail', status: 500, code: 'InternalServerException', service: 'sso' });
    },
    identity: 'profile "dev" (AWS_PROFILE)',
    says: ['SSO in eu-west-1 failed (InternalServerException, HTTP 500'],
    remedy: 'try again later',
  },
  ...(['ecr', 'sts', 'sso'] as const).map((service) => ({
    name: `${service} that throttles`,
    setUp: async (...[person, aws]: Parameters<Failure['setUp']>) => {
      await identityNamed('a role over a role over SSO').setUp(person, aws);
      aws.inject({ kind: 'throttle', service });
    },
    identity: 'profile "puller" (AWS_PROFILE)',
    says: ['AWS throttles the requests'],
    remedy: 'try again in a minute',
  })),
];
