import { expect, test } from '@jest/globals';
import { loginReport } from '../../../src/commands/login/report.ts';
import { HelperError } from '../../../src/errors.ts';

function written(env: Record<string, string>, stdoutIsTerminal: boolean): string {
  let text = '';
  const writeStdout = (more: string) => {
    text += more;
  };
  const context = { env, stdoutIsTerminal, now: () => 0, writeStdout };
  const report = loginReport(
    [
      ['a.example', 'dev'],
      ['longer.example', 'platform-admin'],
    ],
    context,
  );
  report.succeeded('a.example', 'dev', 60_000);
  report.failed(
    'longer.example',
    'platform-admin',
    new HelperError('NO_NETWORK', 'no\nnetwork', { hint: 'mend it' }),
  );
  return text;
}

const PLAIN =
  '✓ a.example       dev             expires in 1m\n✗ longer.example  platform-admin  no network; mend it\n';

test.each<[string, Record<string, string>, boolean, string]>([
  ['plain in a pipe', {}, false, PLAIN],
  ['plain where NO_COLOR says so', { NO_COLOR: '1' }, true, PLAIN],
  [
    'in colour on a terminal',
    {},
    true,
    PLAIN.replace('✓', '\u001b[32m✓\u001b[39m').replace('✗', '\u001b[31m✗\u001b[39m'),
  ],
])('is %s', (_, env, stdoutIsTerminal, expected) => {
  expect(written(env, stdoutIsTerminal)).toBe(expected);
});
