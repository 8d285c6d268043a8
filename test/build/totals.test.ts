import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PROJECT } from '../../build/paths.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'totals-test-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes a result such as jest's and its default of nothing failed. */
async function result(project: string, numPassedTests: number, other: Record<string, number> = {}) {
  const none = { numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };
  await writeFile(join(folder, `${project}.json`), JSON.stringify({ ...none, numPassedTests, ...other }));
}

function totals(): { lines: string[]; status: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [join(PROJECT, '.ci/totals.mjs'), folder], {
    encoding: 'utf8',
    env: {},
  });
  return { lines: stdout.trimEnd().split('\n'), status };
}

describe('the totals of several runs of jest', () => {
  test('are the sums, in the last line', async () => {
    await result('unit', 40, { numPendingTests: 1, numTodoTests: 1 });
    await result('e2e', 2);
    expect(totals()).toEqual({
      lines: [
        'e2e: 2 passed, 0 failed, 0 skipped',
        'unit: 40 passed, 0 failed, 2 skipped',
        '42 passed, 0 failed',
      ],
      status: 0,
    });
  });

  test.each([
    ['a failed test', { numFailedTests: 1 }],
    ['a file that could not be loaded', { numRuntimeErrorTestSuites: 1 }],
  ])('count %s, and fail', async (_, other) => {
    await result('unit', 40, other);
    expect(totals()).toMatchObject({ lines: [expect.anything(), '40 passed, 1 failed'], status: 1 });
  });

  test('fail where all tests of a run were skipped', async () => {
    await result('unit', 40);
    await result('e2e', 0, { numPendingTests: 11 });
    const { lines, status } = totals();
    expect(lines).toContain('e2e: 0 passed, 0 failed, 11 skipped');
    expect(status).toBe(1);
  });

  test('of no run at all are a failure', async () => {
    expect(totals()).toEqual({ lines: ['0 passed, 0 failed'], status: 1 });
    await rm(folder, { recursive: true });
    expect(totals()).toEqual({ lines: ['0 passed, 0 failed'], status: 1 });
  });
});
