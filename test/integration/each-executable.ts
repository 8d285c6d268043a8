import { afterEach, beforeEach, describe } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { EXECUTABLES } from './executables.ts';
import { Person } from './person.ts';
import { recordSecrets, type SecretRecord } from './secret-record.ts';

/** What a test finds: its own AWS, and its own person at a machine with the executable under test. */
export interface Scene {
  readonly aws: AwsStandIn;
  readonly person: Person;
  /** The executable's path. */
  readonly path: string;
  /** Every secret that this AWS has given out. */
  readonly secrets: SecretRecord;
}

/** Declares the tests for each executable; each test begins with a new scene. */
export function forEachExecutable(declare: (scene: Scene) => void): void {
  describe.each(EXECUTABLES)('$name', ({ path }) => {
    let current: Scene | undefined;
    const now = (): Scene => {
      if (current === undefined) throw new Error('There is no scene outside of a test.');
      return current;
    };

    beforeEach(async () => {
      const secrets = recordSecrets();
      const aws = await startAwsStandIn();
      current = { aws, person: await Person.at(aws, path), path, secrets };
    });

    afterEach(async () => {
      const { aws, person } = now();
      current = undefined;
      await aws.close();
      await person.leave();
    });

    declare({
      path,
      get aws() {
        return now().aws;
      },
      get person() {
        return now().person;
      },
      get secrets() {
        return now().secrets;
      },
    });
  });
}
