import { describe, expect, test } from '@jest/globals';
import { renderTable, shortNumber } from '../../../scripts/bench/table.ts';
import { caseResult, results } from './results-for-tests.ts';

const MEASURED = { bun: [10, 10, 12], node: [200, 200, 200], peer: [20, 20, 24] };

function lineWith(text: string, ...words: string[]): string {
  return text.split('\n').find((line) => words.every((word) => line.includes(word))) ?? '';
}

describe('the table', () => {
  test('has the programs, and what they were measured on', () => {
    const text = renderTable(results([caseResult({}, MEASURED)]));
    expect(text).toContain('peer  docker-credential-ecr-login 0.6.0');
    expect(text).toContain('Abacus <9000>, 2 cores, Linux 6.1, x64');
    expect(text).toContain("gets the workspace's token in a file");
  });

  test.each([
    [1.0, false],
    [1.1, true],
  ])('warns of a machine of two cores that had a load of %d: %s', (loadBefore, warns) => {
    const { machine, ...rest } = results([caseResult({}, MEASURED)]);
    const text = renderTable({ ...rest, machine: { ...machine, loadBefore } });
    expect(text.includes('BUSY')).toBe(warns);
  });

  test('has medians, spread, ratios to the peer and requests of a case in one row', () => {
    const row = lineWith(renderTable(results([caseResult({}, MEASURED, { requests: 2 })])), 'static keys');
    expect(row.trim().split(/ {2,}/)).toEqual([
      'static keys',
      'TLS',
      '0',
      '10.0 (10.0..11.6)',
      '200 (200..200)',
      '20.0 (20.0..23.2)',
      '0.50',
      '10.00',
      '2 / 2 / 2',
    ]);
  });

  test('leaves the cells of a peer empty that could not do it, and says why once for all of them', () => {
    const values = { ...MEASURED, peer: 'it asked for sts.amazonaws.com' };
    const text = renderTable(results([caseResult({}, values), caseResult({ group: 'cold' }, values)]));
    const row = lineWith(text, 'static keys');
    expect(row.trim().split(/ {2,}/)).toEqual([
      'static keys',
      'TLS',
      '0',
      '10.0 (10.0..11.6)',
      '200 (200..200)',
      '0 / 0 / -',
    ]);
    expect(text.split('it asked for sts.amazonaws.com')).toHaveLength(2);
    expect(text).toContain('(hit, TLS; cold, TLS)');
  });

  test('has what was measured besides', () => {
    const label = { group: 'at once', also: 'the last ended so long after the first' } as const;
    const text = renderTable(results([caseResult(label, MEASURED, { also: 123.4 })]));
    expect(lineWith(text, 'static keys')).toMatch(/ {2}123 \/ 123 \/ 123$/);
    expect(text).toContain('besides: the last ended so long after the first, in ms');
  });

  test('has columns that stand below each other', () => {
    const cases = [caseResult({}, MEASURED), caseResult({ name: 'a much longer name' }, MEASURED)];
    const rows = renderTable(results(cases))
      .split('\n')
      .filter((line) => line.includes('TLS'));
    expect(new Set(rows.map((row) => row.indexOf('TLS'))).size).toBe(1);
  });

  test('ends with the targets', () => {
    const verdict = { target: 'fast', program: 'bun', measured: '2.00 x' } as const;
    const verdicts = [
      { ...verdict, isReached: false },
      { ...verdict, program: 'node' as const, isReached: true },
    ];
    const text = renderTable({ ...results([caseResult({}, MEASURED)]), verdicts });
    expect(lineWith(text, 'fast', 'bun')).toMatch(/MISSED +2\.00 x$/);
    expect(lineWith(text, 'fast', 'node')).toMatch(/reached +2\.00 x$/);
  });
});

test.each([
  [9.96, '10.0'],
  [0.123, '0.1'],
  [100.4, '100'],
  [3456.7, '3457'],
])('%d is written as %s', (value, text) => expect(shortNumber(value)).toBe(text));
