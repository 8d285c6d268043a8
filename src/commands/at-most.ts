/**
 * Does the work for each item, for no more than so many at once, in their order. Each of the promises settles as
 * its item's work does.
 */
export function atMost<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result>[] {
  let free = limit;
  const waiting: (() => void)[] = [];
  return items.map(async (item) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work(item);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  });
}
