// node lock-worker.ts LOCK COUNTER TIMES: counts up in a file under the lock, for tests with several processes.
// Fails when somebody else is at it at the same time.
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { withLock } from '../../src/lock.ts';

const [lock = '', counter = '', times = '0'] = process.argv.slice(2);

const surroundings = {
  context: {
    processId: process.pid,
    isRunning(processId: number) {
      try {
        return process.kill(processId, 0);
      } catch {
        return false;
      }
    },
    randomName: () => randomBytes(8).toString('hex'),
    userId: process.geteuid?.(),
  },
  log: () => {},
};
const options = { signal: new AbortController().signal, answer: () => undefined };

async function countUp(): Promise<void> {
  const inside = openSync(`${counter}.inside`, 'wx');
  const count = Number(readFileSync(counter, 'utf8'));
  await delay(2);
  writeFileSync(counter, String(count + 1));
  closeSync(inside);
  unlinkSync(`${counter}.inside`);
}

for (let done = 0; done < Number(times); done += 1) await withLock(lock, surroundings, options, countUp);
