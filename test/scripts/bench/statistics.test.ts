import { describe, expect, test } from '@jest/globals';
import { ratios, summarize } from '../../../scripts/bench/statistics.ts';

describe('summarize', () => {
  test.each<[string, number[], { median: number; p10: number; p90: number; runs: number }]>([
    ['one value', [7], { median: 7, p10: 7, p90: 7, runs: 1 }],
    ['an even number of values', [4, 1], { median: 2.5, p10: 1.3, p90: 3.7, runs: 2 }],
    ['values in no order', [10, 9, 100, 1, 2], { median: 9, p10: 1.4, p90: 64, runs: 5 }],
    ['eleven values', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { median: 5, p10: 1, p90: 9, runs: 11 }],
  ])('%s', (_, values, expected) => {
    const { median, p10, p90, runs } = summarize(values);
    expect(median).toBeCloseTo(expected.median);
    expect(p10).toBeCloseTo(expected.p10);
    expect(p90).toBeCloseTo(expected.p90);
    expect(runs).toBe(expected.runs);
  });

  test('leaves the values as they were', () => {
    const values = [3, 1, 2];
    summarize(values);
    expect(values).toEqual([3, 1, 2]);
  });

  test('nothing', () => expect(() => summarize([])).toThrow('nothing'));
});

describe('ratios', () => {
  test('are of pairs, and not of medians', () => {
    // The machine was four times slower in the last round, for both.
    expect(ratios([10, 30, 80], [20, 30, 160])).toMatchObject({ median: 0.5, runs: 3 });
  });

  test('want a pair for each', () => expect(() => ratios([1, 2], [1])).toThrow('round'));
});
