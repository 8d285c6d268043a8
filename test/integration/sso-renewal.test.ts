import { chmod, link, lstat, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { forEachExecutable } from './each-executable.ts';
import { secondsAgo, useSso } from './failure.ts';
import { passwordIn } from './one-line.ts';
import { ACCOUNT } from './person.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(30_000);

/** A member that some other program keeps in the file. */
const FOREIGN = { someToolsOwn: 'kept as it is' };

forEachExecutable((scene) => {
  const asked = () => scene.aws.requests.map(({ service, operation }) => `${service}.${operation}`);
  const RENEWING = ['sso-oidc.CreateToken', 'sso.GetRoleCredentials', 'ecr.GetAuthorizationToken'];

  /** Runs a `get` that is to have an answer. */
  const get = async () => {
    const ended = await scene.person.run('get');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(scene.aws.checkPassword(passwordIn(ended), ACCOUNT)).toBe('good');
  };
  const forgetTokens = () => rm(scene.person.cache, { recursive: true });

  test.each([
    ['has expired', 60],
    ['is about to expire', -14 * 60],
  ])('a token that %s is renewed and written back for the AWS CLI', async (_, ago) => {
    const { person, aws } = scene;
    const { signIn, tokenFile } = await useSso(person, aws, { expiresAt: secondsAgo(ago), ...FOREIGN });
    if (ago > 0) aws.expireSsoAccessToken(signIn.accessToken);
    const before = JSON.parse(await readFile(tokenFile, 'utf8'));
    await get();
    expect(asked()).toEqual(RENEWING);

    const after = JSON.parse(await readFile(tokenFile, 'utf8'));
    const { accessToken, refreshToken, expiresAt, ...others } = after;
    expect({ ...before, ...others }).toEqual(before);
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    expect(accessToken).not.toBe(before.accessToken);
    expect(refreshToken).not.toBe(before.refreshToken);
    expect(expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 7 * 3600 * 1000);

    aws.clearRequests();
    await forgetTokens();
    await get();
    expect(asked()).toEqual(RENEWING.slice(1));
  });

  test('a token with time left is not renewed', async () => {
    const { person, aws } = scene;
    const { tokenFile } = await useSso(person, aws, { expiresAt: secondsAgo(-16 * 60) });
    const before = await readFile(tokenFile, 'utf8');
    await get();
    expect(asked()).toEqual(RENEWING.slice(1));
    expect(await readFile(tokenFile, 'utf8')).toBe(before);
  });

  test('a token with a little time left serves when it cannot be renewed', async () => {
    const { person, aws } = scene;
    const { tokenFile } = await useSso(person, aws, {
      expiresAt: secondsAgo(-60),
      refreshToken: 'aorAAAAAno',
    });
    const before = await readFile(tokenFile, 'utf8');
    await get();
    expect(asked()).toEqual(RENEWING);
    expect(await readFile(tokenFile, 'utf8')).toBe(before);
  });

  test('the file is replaced in one step, by one of mode 0600, and nothing else is left', async () => {
    const { person, aws } = scene;
    const { tokenFile } = await useSso(person, aws, { expiresAt: secondsAgo(60) });
    await chmod(tokenFile, 0o644);
    const other = join(person.home, 'other-name-of-the-old-file');
    await link(tokenFile, other);
    const before = await readFile(tokenFile, 'utf8');
    await get();
    // What was written in place would show here: the old file is as it was.
    expect(await readFile(other, 'utf8')).toBe(before);
    expect(await readFile(tokenFile, 'utf8')).not.toBe(before);
    expect((await stat(tokenFile)).mode & 0o7777).toBe(0o600);
    expect(await treeOf(dirname(tokenFile))).toHaveLength(1);
  });

  test('a link stays a link, to the renewed file', async () => {
    const { person, aws } = scene;
    const { tokenFile } = await useSso(person, aws, { expiresAt: secondsAgo(60) });
    const real = join(person.home, 'synchronised.json');
    await rename(tokenFile, real);
    await symlink(real, tokenFile);
    const before = await readFile(real, 'utf8');
    await get();
    expect((await lstat(tokenFile)).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await readFile(real, 'utf8')).accessToken).not.toBe(JSON.parse(before).accessToken);
  });

  test('a file that cannot be written does not stop the answer', async () => {
    const { person, aws } = scene;
    const { tokenFile } = await useSso(person, aws, { expiresAt: secondsAgo(60) });
    // A link to a file whose name is so long that none can be made beside it with a longer one.
    const real = join(person.home, 'x'.repeat(250));
    await rename(tokenFile, real);
    await symlink(real, tokenFile);
    const before = await readFile(real, 'utf8');
    await get();
    expect(await readFile(real, 'utf8')).toBe(before);
  });
});
