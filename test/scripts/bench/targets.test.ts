import { describe, expect, test } from '@jest/globals';
import type { CaseResult } from '../../../scripts/bench/results.ts';
import { judge } from '../../../scripts/bench/targets.ts';
import { caseResult } from './results-for-tests.ts';

const staticHit = caseResult({}, { bun: [10], node: [50], peer: [12.5] });
const ssoHit = (bun: number, requests = 0) =>
  caseResult({ name: 'SSO profile', delayMs: 50 }, { bun: [bun], peer: [100] }, { requests });
const loopback = { transport: 'loopback' } as const;
const crowd = (requests: number, also: number) =>
  caseResult({ group: 'at once', name: '200 × static keys, cold' }, { bun: [500] }, { requests, also });

/** Of the bun executable, as `target: verdict`. */
function verdicts(...cases: CaseResult[]): Record<string, boolean> {
  return Object.fromEntries(
    judge(cases).flatMap(({ target, program, isReached }) =>
      program === 'bun' ? [[target, isReached]] : [],
    ),
  );
}

describe('the verdicts', () => {
  test.each<[string, CaseResult[], Record<string, boolean>]>([
    ['a hit at the limit', [staticHit], { 'hit, static keys: at most 0.8 x the peer': true }],
    [
      'a hit above the limit',
      [caseResult({}, { bun: [10], peer: [12.4] })],
      { 'hit, static keys: at most 0.8 x the peer': false },
    ],
    ['a hit without a peer', [caseResult({}, { bun: [10], peer: 'none' })], {}],
    [
      'a hit with SSO that does as well as one with static keys',
      [staticHit, ssoHit(12)],
      {
        'hit, static keys: at most 0.8 x the peer': true,
        'hit, SSO profile: the same time as static keys (within 2 ms or 10 %)': true,
        'hit, SSO profile: no request': true,
        'hit, SSO profile, 50 ms a request: at least 8 x faster than the peer': true,
      },
    ],
    [
      'a hit with SSO that asks AWS',
      [staticHit, ssoHit(13, 1)],
      {
        'hit, static keys: at most 0.8 x the peer': true,
        'hit, SSO profile: the same time as static keys (within 2 ms or 10 %)': false,
        'hit, SSO profile: no request': false,
        'hit, SSO profile, 50 ms a request: at least 8 x faster than the peer': false,
      },
    ],
    [
      'a cold get',
      [caseResult(loopback, { bun: [10] }), caseResult({ ...loopback, group: 'cold' }, { bun: [35] })],
      { 'cold, loopback, static keys: at most 25 ms more than a hit': true },
    ],
    [
      'a cold get that is slow',
      [caseResult(loopback, { bun: [10] }), caseResult({ ...loopback, group: 'cold' }, { bun: [36] })],
      { 'cold, loopback, static keys: at most 25 ms more than a hit': false },
    ],
    [
      'a cold get with SSO',
      [caseResult({ group: 'cold', name: 'SSO profile', delayMs: 50 }, { bun: [101], peer: [100] })],
      { 'cold, SSO, 50 ms a request over TLS: no slower than the peer': false },
    ],
    [
      'a crowd',
      [crowd(1, 3000)],
      {
        '200 at once, cold: 1 token request': true,
        '200 at once, cold: the last at most 3 s after the first': true,
      },
    ],
    [
      'a crowd that asks twice, late',
      [crowd(2, 3001)],
      {
        '200 at once, cold: 1 token request': false,
        '200 at once, cold: the last at most 3 s after the first': false,
      },
    ],
    [
      'memory',
      [caseResult({ group: 'memory', name: 'hit, static keys', unit: 'MB' }, { bun: [45.1] })],
      { 'peak memory of a hit: at most 45 MB': false },
    ],
    ['nothing', [], {}],
  ])('on %s', (_, cases, expected) => {
    expect(verdicts(...cases)).toEqual(expected);
  });

  test('are of each of our executables, with what was measured', () => {
    expect(judge([staticHit])).toEqual([
      {
        target: 'hit, static keys: at most 0.8 x the peer',
        program: 'bun',
        measured: '0.80 x',
        isReached: true,
      },
      {
        target: 'hit, static keys: at most 0.8 x the peer',
        program: 'node',
        measured: '4.00 x',
        isReached: false,
      },
    ]);
  });
});
