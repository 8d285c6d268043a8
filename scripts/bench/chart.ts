import { type CaseLabel, type Measured, measuredCell, type ProgramId, type Results } from './results.ts';
import { PEER_NOTE, shortNumber } from './table.ts';

/** One group of bars: a piece of work, and its title. */
interface ChartRow {
  readonly title: string;
  readonly work: Pick<CaseLabel, 'group' | 'name' | 'delayMs'>;
}

const ROWS: readonly ChartRow[] = [
  { title: 'token kept, static keys', work: { group: 'hit', name: 'static keys', delayMs: 0 } },
  { title: 'token kept, SSO profile', work: { group: 'hit', name: 'SSO profile', delayMs: 50 } },
  { title: 'token kept, assumed role', work: { group: 'hit', name: 'assumed role', delayMs: 50 } },
  { title: 'token kept, workspace token', work: { group: 'hit', name: 'workspace token', delayMs: 50 } },
  { title: 'nothing kept, static keys', work: { group: 'cold', name: 'static keys', delayMs: 50 } },
  { title: 'nothing kept, SSO profile', work: { group: 'cold', name: 'SSO profile', delayMs: 50 } },
  { title: 'nothing kept, assumed role', work: { group: 'cold', name: 'assumed role', delayMs: 50 } },
  { title: 'nothing kept, workspace token', work: { group: 'cold', name: 'workspace token', delayMs: 50 } },
];

/** Legible on white and on black; of different lightness, for those who see no colours. */
const COLOURS: Readonly<Record<ProgramId, { light: string; dark: string }>> = {
  bun: { light: '#1a7f37', dark: '#3fb950' },
  node: { light: '#6cb6a1', dark: '#2b7a6b' },
  peer: { light: '#bc4c00', dark: '#f0883e' },
};

const WIDTH = 760;
const LEFT = 205;
const RIGHT = 110;
const TOP = 84;
const BAR = 13;
const GROUP_GAP = 11;
const PLOT = WIDTH - LEFT - RIGHT;

/** The results as one SVG image that fits light and dark pages, or undefined if nothing that it shows was measured. */
export function renderChart({ cases, programs, machine }: Results): string | undefined {
  const rows = ROWS.flatMap(({ title, work }) => {
    const result = cases.find(
      ({ group, name, delayMs, transport }) =>
        group === work.group && name === work.name && delayMs === work.delayMs && transport === 'TLS',
    );
    const cells = programs.flatMap(({ id }) => measuredCell(result, id) ?? []);
    return cells.length === 0 ? [] : [{ title, cells }];
  });
  if (rows.length === 0) return undefined;

  const axis = niceAxis(Math.max(...rows.flatMap(({ cells }) => cells.map(({ summary }) => summary.p90))));
  const x = (ms: number) => round(LEFT + (PLOT * ms) / axis.end);
  const groupHeight = programs.length * BAR + GROUP_GAP;
  const bottom = TOP + rows.length * groupHeight;

  const grid = axis.ticks.flatMap((ms) => [
    `<line class="grid" x1="${x(ms)}" y1="${TOP - 6}" x2="${x(ms)}" y2="${bottom}"/>`,
    `<text class="small" x="${x(ms)}" y="${bottom + 16}" text-anchor="middle">${ms} ms</text>`,
  ]);
  const bars = rows.flatMap(({ title, cells }, row) => {
    const top = TOP + row * groupHeight;
    const middle = top + (cells.length * BAR) / 2 + 4;
    return [
      `<text x="${LEFT - 10}" y="${middle}" text-anchor="end">${escapeXml(title)}</text>`,
      ...cells.flatMap((cell, index) => bar(cell, top + index * BAR, x)),
    ];
  });
  const legend = programs.map(({ id, name, version }, index) => {
    const left = 10 + index * 245;
    return `<rect class="${id}" x="${left}" y="46" width="11" height="11" rx="2"/><text x="${left + 17}" y="56">${escapeXml(`${name} ${version}`)}</text>`;
  });
  const notes = [
    `Median, with the 10th to 90th percentile. ${machine.processor}, ${machine.cores} cores, ${machine.system.split(' ')[0]}.`,
    ...(programs.some(({ id }) => id === 'peer') ? [PEER_NOTE] : []),
  ];

  const height = bottom + 36 + notes.length * 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Time of one get in milliseconds, by program and identity">`,
    `<style>${styles()}</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}" rx="6"/>`,
    `<text class="title" x="10" y="26">One get, in milliseconds, when AWS answers each request after 50 ms</text>`,
    ...legend,
    ...grid,
    ...bars,
    ...notes.map(
      (note, line) => `<text class="small" x="10" y="${bottom + 40 + line * 16}">${escapeXml(note)}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

function bar({ program, summary }: Measured, top: number, x: (ms: number) => number): string[] {
  const { median, p10, p90 } = summary;
  const middle = top + (BAR - 2) / 2;
  const label = x(Math.max(median, p90)) + 5;
  return [
    `<rect class="${program}" x="${LEFT}" y="${top}" width="${round(x(median) - LEFT)}" height="${BAR - 2}"/>`,
    `<line class="spread" x1="${x(p10)}" y1="${middle}" x2="${x(p90)}" y2="${middle}"/>`,
    `<text class="small" x="${label}" y="${top + BAR - 3}">${shortNumber(median)} ms</text>`,
  ];
}

/** An axis from 0 that ends at or behind a value, with at most six steps of 1, 2 or 5 times a power of ten. */
export function niceAxis(longest: number): { ticks: number[]; end: number } {
  const power = 10 ** Math.floor(Math.log10(longest / 6));
  const step =
    [1, 2, 5, 10].map((digit) => digit * power).find((candidate) => longest / candidate <= 6) ?? longest;
  const count = Math.ceil(longest / step);
  return { ticks: Array.from({ length: count + 1 }, (_, index) => index * step), end: count * step };
}

function styles(): string {
  const fills = (theme: 'light' | 'dark') =>
    Object.entries(COLOURS)
      .map(([id, colour]) => `.${id}{fill:${colour[theme]}}`)
      .join('');
  const theme = (page: string, ink: string, faint: string, grid: string) =>
    `.page{fill:${page}}text{fill:${ink}}.small{fill:${faint}}.grid{stroke:${grid}}.spread{stroke:${ink}}`;
  return [
    'text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}text.title{font-size:15px;font-weight:600}text.small{font-size:11px}',
    fills('light') + theme('#ffffff', '#1f2328', '#59636e', '#d1d9e0'),
    `@media (prefers-color-scheme:dark){${fills('dark')}${theme('#0d1117', '#f0f6fc', '#9198a1', '#3d444d')}}`,
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
