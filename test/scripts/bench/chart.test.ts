import { describe, expect, test } from '@jest/globals';
import { niceAxis, renderChart } from '../../../scripts/bench/chart.ts';
import { caseResult, results } from './results-for-tests.ts';

const SSO = { group: 'hit', name: 'SSO profile', delayMs: 50 } as const;
const MEASURED = { bun: [10, 10, 10], node: [30, 30, 30], peer: [120, 120, 130] };

function widthOf(svg: string, program: string): number[] {
  return [
    ...svg.matchAll(new RegExp(`<rect class="${program}" [^>]*width="([\\d.]+)" height="11"/>`, 'g')),
  ].map(([, width]) => Number(width));
}

describe('the chart', () => {
  test('has a bar for each program, as long as its median, and labelled with it', () => {
    const svg = renderChart(results([caseResult(SSO, MEASURED)])) ?? '';
    const [bun = 0] = widthOf(svg, 'bun');
    const [peer = 0] = widthOf(svg, 'peer');
    expect(bun).toBeGreaterThan(0);
    expect(peer / bun).toBeCloseTo(12, 0);
    for (const label of ['10.0 ms', '30.0 ms', '120 ms']) expect(svg).toContain(`>${label}</text>`);
    expect(svg).toContain('>token kept, SSO profile</text>');
    expect(svg).toContain('>docker-credential-ecr-login 0.6.0</text>');
  });

  test('leaves out what was not measured', () => {
    const svg = renderChart(results([caseResult(SSO, { ...MEASURED, peer: 'no' })])) ?? '';
    expect(widthOf(svg, 'bun')).toHaveLength(1);
    expect(widthOf(svg, 'peer')).toHaveLength(0);
    expect(svg).not.toContain('assumed role');
  });

  test('is none when there is nothing to show', () => {
    expect(renderChart(results([caseResult({ ...SSO, transport: 'loopback' }, MEASURED)]))).toBeUndefined();
  });

  test('has colours for dark pages too', () => {
    expect(renderChart(results([caseResult(SSO, MEASURED)]))).toContain('prefers-color-scheme:dark');
  });

  test('is well-formed whatever the processor is named', () => {
    const svg = renderChart(results([caseResult(SSO, MEASURED)])) ?? '';
    expect(svg).toContain('Abacus &#60;9000&#62;');
    const open: string[] = [];
    for (const [, close, name = '', empty] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!empty) open.push(name);
    }
    expect(open).toEqual([]);
  });
});

test.each([
  [130, { ticks: [0, 50, 100, 150], end: 150 }],
  [6, { ticks: [0, 1, 2, 3, 4, 5, 6], end: 6 }],
  [355, { ticks: [0, 100, 200, 300, 400], end: 400 }],
])('an axis up to %d', (longest, axis) => expect(niceAxis(longest)).toEqual(axis));
