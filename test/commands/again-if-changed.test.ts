import { describe, expect, test } from '@jest/globals';
import { againIfChanged } from '../../src/commands/again-if-changed.ts';
import { HelperError } from '../../src/errors.ts';
import { fakeContext } from '../fakes/context.ts';
import { rejectionOf } from '../fakes/thrown.ts';

/** Work that fails with the code that many times. */
function failing(code: 'FILE_CHANGED' | 'FILE_INVALID', failures: number) {
  const work = () => {
    work.times += 1;
    if (work.times <= failures) throw new HelperError(code, 'x');
  };
  work.times = 0;
  return work;
}

describe('work is done again', () => {
  test.each([0, 1, 5])('after %i changes by somebody else', async (failures) => {
    const work = failing('FILE_CHANGED', failures);
    await againIfChanged(fakeContext(), work);
    expect(work.times).toBe(failures + 1);
  });

  test('but not for ever', async () => {
    const work = failing('FILE_CHANGED', 1000);
    expect((await rejectionOf(againIfChanged(fakeContext(), work))).code).toBe('FILE_CHANGED');
    expect(work.times).toBe(50);
  }, 30_000);

  test('and not after another failure', async () => {
    const work = failing('FILE_INVALID', 1);
    expect((await rejectionOf(againIfChanged(fakeContext(), work))).code).toBe('FILE_INVALID');
    expect(work.times).toBe(1);
  });
});
