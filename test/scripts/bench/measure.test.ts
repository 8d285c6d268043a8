import { describe, expect, test } from '@jest/globals';
import { cellsOf } from '../../../scripts/bench/measure.ts';

const samples = [
  { value: 10, requests: 1, tokenRequests: 1, also: 3 },
  { value: 30, requests: 2, tokenRequests: 2, also: 4 },
  { value: 20, requests: 1, tokenRequests: 1, also: 5 },
];
const slower = samples.map((sample) => ({ ...sample, value: sample.value * 2 }));

describe('what a program was measured at', () => {
  test('has the usual number of requests, and the most token requests of any round', () => {
    expect(cellsOf([{ program: 'bun', samples }])).toEqual([
      {
        program: 'bun',
        values: [10, 30, 20],
        summary: expect.objectContaining({ median: 20 }),
        requests: 1,
        tokenRequests: 2,
        also: expect.objectContaining({ median: 4 }),
      },
    ]);
  });

  test.each<[string, object, object]>([
    [
      'a peer that was measured',
      { samples: slower },
      { ratioToPeer: expect.objectContaining({ median: 0.5 }) },
    ],
    ['a peer that could not', { reason: 'no' }, {}],
  ])('is compared with %s', (_, peer, expected) => {
    const [bun, other] = cellsOf([
      { program: 'bun', samples },
      { program: 'peer', ...(peer as { reason: string }) },
    ]);
    expect(bun).toMatchObject(expected);
    expect('ratioToPeer' in (bun ?? {})).toBe('ratioToPeer' in expected);
    expect(other).not.toHaveProperty('ratioToPeer');
  });
});
