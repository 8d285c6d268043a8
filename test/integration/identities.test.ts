import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { EXECUTABLES } from './executables.ts';
import { IDENTITIES } from './identities.ts';
import { ACCOUNT, Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

let aws: AwsStandIn;
let person: Person;

const asked = () => aws.requests.map(({ service, operation }) => `${service}.${operation}`);

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    person = await Person.at(aws, path);
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  test.each(IDENTITIES)(
    'answers with a good password by $name, and asks nothing the second time',
    async (identity) => {
      await identity.setUp(person, aws);

      const cold = await person.run('get');
      expect(cold).toMatchObject({ code: 0, stderr: '' });
      const { ServerURL, Username, Secret } = JSON.parse(cold.stdout);
      expect({ ServerURL, Username }).toEqual({ ServerURL: REGISTRY, Username: 'AWS' });
      expect(aws.checkPassword(Secret, ACCOUNT, 'us-east-1')).toBe('good');
      expect(asked()).toEqual(identity.requests);

      aws.clearRequests();
      expect(await person.run('get')).toEqual(cold);
      expect(asked()).toEqual([]);
    },
  );
});
