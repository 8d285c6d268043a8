import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import { withLock } from '../src/lock.ts';
import { temporaryDirectory } from './fakes/temporary-directory.ts';

jest.setTimeout(30_000);

const at = temporaryDirectory();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const WORKER = join(import.meta.dirname, 'fakes', 'lock-worker.ts');
const surroundings = {
  context: {
    processId: process.pid,
    // As the program has it: a zombie counts as running.
    isRunning(processId: number) {
      try {
        return process.kill(processId, 0);
      } catch {
        return false;
      }
    },
    randomName: () => 'random',
    userId: process.geteuid?.(),
  },
  log: () => {},
};
const options = () => ({ signal: AbortSignal.timeout(3000), answer: () => undefined });

function start(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

/** Runs a worker to its end. Returns what it said when it failed. */
async function work(times: number): Promise<string> {
  const child = start(process.execPath, [WORKER, at('lock'), at('counter'), String(times)]);
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  return code === 0 ? '' : `status ${code}: ${said}`;
}

test('of many processes one works at a time, and a killed one holds up nobody', async () => {
  writeFileSync(at('counter'), '0');
  const mine = withLock(at('lock'), surroundings, options(), async () =>
    JSON.parse(readFileSync(at('lock'), 'utf8')),
  );
  writeFileSync(at('lock'), JSON.stringify({ ...(await mine), processId: 999_999_999, id: 'killed' }));
  expect(await Promise.all([work(25), work(25), work(25), work(25)])).toEqual(['', '', '', '']);
  expect(readFileSync(at('counter'), 'utf8')).toBe('100');
  expect(readdirSync(at())).toEqual(['counter']);
});

test('a holder that was killed counts as gone although its parent takes no note', async () => {
  // The shell becomes a program that never asks how its child ended.
  const parent = start('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
  const [chunk] = await once(parent.stdout ?? parent, 'data');
  const processId = Number(String(chunk));
  const stat = () => readFileSync(`/proc/${processId}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  while (stat()[0] !== 'Z') await delay(5);

  const mine = withLock(at('lock'), surroundings, options(), async () =>
    JSON.parse(readFileSync(at('lock'), 'utf8')),
  );
  const startTime = stat()[19];
  writeFileSync(at('lock'), JSON.stringify({ ...(await mine), id: 'zombie', processId, startTime }));
  expect(await withLock(at('lock'), surroundings, options(), async () => 'taken')).toBe('taken');
});
