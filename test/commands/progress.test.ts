import { describe, expect, test } from '@jest/globals';
import { openProgress } from '../../src/commands/progress.ts';
import type { Context, Terminal } from '../../src/context.ts';
import { fakeContext } from '../fakes/context.ts';

/** A context on a terminal, and all that appears on it. */
function terminalContext(env: Context['env'] = {}, stderrIsTerminal = true) {
  let shown = '';
  const write = (text: string) => {
    shown += text;
  };
  const terminal: Terminal = { write, readLine: async () => undefined, close: () => {} };
  const context: Context = {
    ...fakeContext({ env }),
    stderrIsTerminal,
    writeStdout: write,
    writeStderr: write,
    openTerminal: () => terminal,
  };
  return { context, shown: () => shown.replaceAll('\r\u001b[K', '<') };
}

test('a line is rewritten, makes way for what is written, and goes', () => {
  const { context, shown } = terminalContext();
  const progress = openProgress(context);
  progress.say('0/2');
  progress.say('1/2');
  progress.context.writeStdout('out\n');
  progress.context.writeStderr('err\n');
  progress.above(() => context.writeStdout('above\n'));
  progress.end();
  context.writeStdout('end\n');
  expect(shown()).toBe('0/2<1/2<out\n1/2<err\n1/2<above\n1/2<end\n');
});

test('nothing is written over a question', () => {
  const { context, shown } = terminalContext();
  const progress = openProgress(context);
  progress.say('0/2');
  const terminal = progress.context.openTerminal();
  terminal?.write('code: ');
  progress.say('1/2');
  terminal?.write('typed\n');
  terminal?.close();
  progress.end();
  expect(shown()).toBe('0/2<code: typed\n1/2<');
});

test('a line is one line', () => {
  const { context, shown } = terminalContext();
  openProgress(context).say(`a\nb\u001b[31m${'c'.repeat(200)}`);
  expect(shown()).toMatch(/^a b \[31mc{62}$/);
});

describe('is silent', () => {
  test.each<[string, Context['env'], boolean]>([
    ['in a pipe', {}, false],
    ['on a terminal that can do nothing', { TERM: 'dumb' }, true],
    ['in CI', { CI: 'true' }, true],
    ['in a prebuild', { GITPOD_HEADLESS: 'true' }, true],
  ])('%s', (_, env, stderrIsTerminal) => {
    const { context, shown } = terminalContext(env, stderrIsTerminal);
    const progress = openProgress(context);
    progress.say('0/2');
    progress.above(() => progress.context.writeStdout('out\n'));
    progress.end();
    expect(shown()).toBe('out\n');
  });
});
