import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, jest, test } from '@jest/globals';
import { PROJECT } from '../../build/paths.ts';

jest.setTimeout(60_000);

test('the demo shows a cold and a warm get of each identity, plain in a pipe, with nothing secret', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    join(PROJECT, 'scripts', 'demo.ts'),
  ]);
  const rows = stdout.split('\n').filter((line) => / (cold|warm) +\d/.test(line));
  expect(rows.map((row) => row.replace(/\d+ ms/, 'N ms').replace(/ +/g, ' '))).toEqual([
    'access keys in the environment cold N ms good ecr:GetAuthorizationToken',
    ' warm N ms good nothing',
    'an SSO session cold N ms good sso:GetRoleCredentials, ecr:GetAuthorizationToken',
    ' warm N ms good nothing',
    "a workspace's token cold N ms good sts:AssumeRoleWithWebIdentity, ecr:GetAuthorizationToken",
    ' warm N ms good nothing',
  ]);
  expect(stdout).not.toMatch(/eyJ|AKIA|Secret/);
  expect(stdout).not.toContain('\u001b');
  expect(stderr).toBe('');
});
