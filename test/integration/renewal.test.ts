import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import { fileVersion } from '../../src/files.ts';
import { ageFiles, ageTokens, keptFiles, LEFT } from './aged-tokens.ts';
import { forEachExecutable } from './each-executable.ts';
import type { Ended } from './executables.ts';
import { HANG, keySettings, ROLE, useConfig, useKeys, useProcess } from './failure.ts';
import { expectFailure, expectWarning, passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { describeProcess, endAll, getAtOnce, lockHolder, processesOf, quiet, startGet } from './processes.ts';

jest.setTimeout(60_000);

const SOME = 20;
const SHORTLY = { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1' };

forEachExecutable((scene) => {
  /** Leaves the person with a token of access keys that has so much of its life left. */
  const withKept = async (leftSeconds: number): Promise<Ended> => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    const first = await person.run('get');
    await ageTokens(person, leftSeconds);
    aws.clearRequests();
    return first;
  };

  const expectNewPassword = (ended: Ended, first: Ended) => {
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(passwordIn(ended)).not.toBe(passwordIn(first));
    expect(scene.aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
  };

  describe('half of its life over', () => {
    test('a token is answered at once, and renewed by a process that has nothing of the client’s', async () => {
      const { person, aws } = scene;
      const first = await withKept(LEFT.aging);
      aws.inject({ kind: 'hang' });
      const get = startGet(scene, REGISTRY, { DOCKER_CREDENTIAL_ECR_TIMEOUT: '3' });
      // All its streams are closed, although the renewal hangs.
      expect(await get.ended).toEqual(first);
      await get.strayClosed;
      await aws.waitForRequest(() => true);
      const renewal = await lockHolder(person);
      expect(renewal).not.toBe(get.processId);
      expect(await processesOf(person)).toEqual([renewal]);
      const { parent, session, terminal, streams } = (await describeProcess(renewal)) ?? {};
      expect({ session, terminal, streams }).toEqual({
        session: renewal,
        terminal: 0,
        streams: ['/dev/null', '/dev/null', '/dev/null'],
      });
      expect(parent).not.toBe(process.pid);
      // It ends by its own deadline.
      await quiet(person);
      expect(aws.requests).toHaveLength(1);
    });

    test('a renewal ends by its own deadline although a program that it waits for does not', async () => {
      const { person, aws } = scene;
      const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: ACCOUNT });
      const answer = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      await useProcess(person, `echo '${JSON.stringify(answer)}'`);
      const first = await person.run('get');
      await ageTokens(person, LEFT.aging);
      await useProcess(person, `trap '' TERM\n${HANG}`);
      expect(await person.run('get', REGISTRY, SHORTLY)).toEqual(first);
      const renewal = await lockHolder(person);
      while ((await describeProcess(renewal)) !== undefined) await delay(20);
      await endAll(person);
    });

    test('of many at once one has it renewed, and the next get answers the new one with no request', async () => {
      const { person, aws } = scene;
      const first = await withKept(LEFT.aging);
      aws.inject({ kind: 'delay', milliseconds: 500 });
      for (const ended of await getAtOnce(scene, SOME)) expect(ended).toEqual(first);
      await quiet(person);
      expect(aws.requests).toHaveLength(1);

      expectNewPassword(await person.run('get'), first);
      expect(aws.requests).toHaveLength(1);
      expect(await keptFiles(person, 'renewing')).toEqual([]);
      expect(await keptFiles(person, 'lock')).toEqual([]);
    });

    test('its server URL is listed as the client wrote it after the renewal too', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const asWritten = `https://${REGISTRY}:443/v2/`;
      await person.run('get', asWritten);
      await ageTokens(person, LEFT.aging);
      await person.run('get', asWritten);
      await quiet(person);
      expect(aws.requests).toHaveLength(2);
      expect(JSON.parse((await person.run('list', '')).stdout)).toEqual({ [asWritten]: 'AWS' });
    });

    test('a renewal that fails is tried again after a minute, and nobody hears of it', async () => {
      const { person, aws } = scene;
      const first = await withKept(LEFT.aging);
      aws.inject({ kind: 'denied' });
      expect(await person.run('get')).toEqual(first);
      await quiet(person);
      expect(aws.requests).toHaveLength(1);
      const [tried = ''] = await keptFiles(person, 'renewing');
      const before = fileVersion(tried);

      expect(await person.run('get')).toEqual(first);
      await quiet(person);
      expect(fileVersion(tried)).toBe(before);
      expect(aws.requests).toHaveLength(1);

      await ageFiles([tried], 61);
      expect(await person.run('get')).toEqual(first);
      await quiet(person);
      expect(aws.requests).toHaveLength(2);

      aws.clearFaults();
      await ageFiles([tried], 61);
      expect(await person.run('get')).toEqual(first);
      await quiet(person);
      expectNewPassword(await person.run('get'), first);
    });

    test('a renewal that is killed is tried again after a minute', async () => {
      const { person, aws } = scene;
      const first = await withKept(LEFT.aging);
      aws.inject({ kind: 'hang', times: 1 });
      expect(await person.run('get')).toEqual(first);
      await aws.waitForRequest(() => true);
      await endAll(person);
      await ageFiles(await keptFiles(person, 'renewing'), 61);
      expect(await person.run('get')).toEqual(first);
      await quiet(person);
      expectNewPassword(await person.run('get'), first);
      expect(aws.requests).toHaveLength(2);
    });

    test.each([
      ['DOCKER_CREDENTIAL_ECR_BACKGROUND=0', { DOCKER_CREDENTIAL_ECR_BACKGROUND: '0' }],
      ['CI=true', { CI: 'true' }],
    ])('with %s it is renewed first', async (_, env) => {
      const { person, aws } = scene;
      const first = await withKept(LEFT.aging);
      expectNewPassword(await person.run('get', REGISTRY, env), first);
      expect(aws.requests).toHaveLength(1);
      expect(await processesOf(person)).toEqual([]);

      await ageTokens(person, LEFT.aging);
      aws.inject({ kind: 'denied' });
      const line = expectWarning(await person.run('get', REGISTRY, env));
      expect(line).toContain('is used, since it could not be renewed: ');
    });

    test('one whose identity needs a person is not renewed in the background, and answered without a word', async () => {
      const { person, aws } = scene;
      aws.addRole({ arn: ROLE, trustedPrincipals: 'any' });
      const base = `[profile base]\n${keySettings(aws.addAccessKey({ accountId: '999999999999' }))}`;
      const dev = `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\n`;
      await useConfig(person, base + dev);
      const first = await person.run('get');
      await useConfig(person, `${base + dev}mfa_serial = arn:aws:iam::999999999999:mfa/jo\n`);
      aws.clearRequests();
      for (const env of [{}, { CI: 'true' }]) {
        await ageTokens(person, LEFT.aging);
        expect(await person.run('get', REGISTRY, env)).toEqual(first);
        expect(await processesOf(person)).toEqual([]);
      }
      await ageTokens(person, LEFT.expiring);
      expect(expectWarning(await person.run('get'))).toContain('could not be renewed: ');
      expect(aws.requests).toEqual([]);
      expect(await keptFiles(person, 'renewing')).toEqual([]);
    });

    test('what a program says that gives credentials in the background reaches nobody', async () => {
      const { person, aws } = scene;
      const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: ACCOUNT });
      const answer = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      await person.addProgram(
        'vault',
        `#!/bin/sh\necho 'to stderr' >&2\n{ echo 'to the terminal' >/dev/tty; } 2>/dev/null && echo wrote >>"$HOME/vault"\n` +
          `echo asked >>"$HOME/vault"\necho '${JSON.stringify(answer)}'\n`,
      );
      await useConfig(person, '[profile dev]\ncredential_process = vault\n');
      const first = await person.run('get');
      await ageTokens(person, LEFT.aging);
      await person.write('vault', '');
      expect(await person.run('get')).toEqual({ ...first, stderr: '' });
      await quiet(person);
      expect(await readFile(`${person.home}/vault`, 'utf8')).toBe('asked\n');
      expectNewPassword(await person.run('get'), first);
    });
  });

  describe('in its last 5 minutes', () => {
    test('a token is renewed first', async () => {
      const first = await withKept(LEFT.expiring);
      expectNewPassword(await scene.person.run('get'), first);
      expect(scene.aws.requests).toHaveLength(1);
    });

    test.each([
      ['ECR fails', { kind: 'fail', status: 500, code: 'ServerException' }, 'HTTP 500'],
      ['ECR gives no answer', { kind: 'hang' }, 'no answer from ECR in us-east-1 within 1 s; '],
    ] as const)(
      'a token that can’t be renewed is answered, and stderr says why: %s',
      async (_, fault, why) => {
        const { person, aws } = scene;
        const first = await withKept(LEFT.expiring);
        aws.inject(fault);
        const ended = await person.run('get', REGISTRY, SHORTLY);
        expect(ended.stdout).toBe(first.stdout);
        expect(expectWarning(ended)).toContain(why);
      },
    );

    test('a token whose renewal in the background hangs is answered when the time is over', async () => {
      const { person, aws } = scene;
      const first = await withKept(LEFT.aging);
      aws.inject({ kind: 'hang' });
      await person.run('get');
      await aws.waitForRequest(() => true);
      await ageTokens(person, LEFT.expiring);
      const ended = await person.run('get', REGISTRY, SHORTLY);
      expect(ended.stdout).toBe(first.stdout);
      expect(expectWarning(ended)).toContain('no answer from another docker-credential-ecr');

      await ageTokens(person, LEFT.expired);
      expectFailure(await person.run('get', REGISTRY, SHORTLY));
      await endAll(person);
    });
  });
});
