import { expect, test } from '@jest/globals';
import { atMost } from '../../src/commands/at-most.ts';

/** Work that is done when the test says so. */
function bench() {
  const working = new Map<number, () => void>();
  let most = 0;
  const work = async (item: number) => {
    await new Promise<void>((resolve) => {
      working.set(item, resolve);
      most = Math.max(most, working.size);
    });
    working.delete(item);
    if (item === 2) throw new Error('two');
    return item * 10;
  };
  const finish = async (item: number) => {
    working.get(item)?.();
    // Everything that follows at once.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { work, finish, working, most: () => most };
}

test('begins the next as soon as one is done, failed or not', async () => {
  const { work, finish, working, most } = bench();
  const results = atMost(2, [1, 2, 3, 4], work);
  const settled = Promise.allSettled(results);
  expect([...working.keys()]).toEqual([1, 2]);
  await finish(2);
  expect([...working.keys()]).toEqual([1, 3]);
  await finish(3);
  expect([...working.keys()]).toEqual([1, 4]);
  await finish(1);
  await finish(4);
  expect(await settled).toMatchObject([
    { value: 10 },
    { reason: new Error('two') },
    { value: 30 },
    { value: 40 },
  ]);
  expect(most()).toBe(2);
});

test('does nothing for nothing', () => {
  expect(atMost(2, [], async () => 1)).toEqual([]);
});
