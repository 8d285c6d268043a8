import type { Machine } from './machine.ts';
import {
  type CaseResult,
  type Measured,
  measuredCell,
  type ProgramId,
  type ProgramLabel,
  type Results,
} from './results.ts';
import type { Summary } from './statistics.ts';

/** What differs in the work of Amazon's helper. */
export const PEER_NOTE =
  "Amazon's helper knows no workspaces: it gets the workspace's token in a file (AWS_WEB_IDENTITY_TOKEN_FILE).";

const GROUP_TITLES: Readonly<Record<CaseResult['group'], string>> = {
  hit: 'A get with a token kept: time in ms',
  cold: 'A get with nothing kept: time in ms',
  'at once': 'Many gets at once: ms until the last is over',
  accounts: 'One get for each of several registries at once: ms until the last is over',
  renewal: 'A get when the kept token is past half of its life: ms to the answer',
  memory: 'Peak memory of a get: MB',
};

/** The results as text for a terminal. */
export function renderTable(results: Results): string {
  const { machine, programs, cases } = results;
  const groups = Map.groupBy(cases, ({ group }) => group);
  return [
    ...programs.map(({ id, name, version }) => `${id.padEnd(5)} ${name} ${version}`),
    `${machine.processor}, ${machine.cores} cores, ${machine.system}, ${machine.architecture}`,
    ...busyLine(machine),
    ...(programs.some(({ id }) => id === 'peer') ? [PEER_NOTE] : []),
    'median (p10..p90); ratio: to the peer, pair by pair; requests: to AWS, in one round',
    ...[...groups].flatMap(([group, members]) => [
      '',
      GROUP_TITLES[group],
      ...renderGroup(members, programs),
    ]),
    ...notes(results),
    ...renderVerdicts(results),
    '',
  ].join('\n');
}

/** Times that were measured beside other work say more about that. */
function busyLine({ loadBefore, cores }: Machine): string[] {
  return loadBefore <= cores / 2
    ? []
    : [`THE MACHINE WAS BUSY before it began (load ${loadBefore}): measure again`];
}

function renderGroup(cases: readonly CaseResult[], programs: readonly ProgramLabel[]): string[] {
  const ours = programs.filter(({ id }) => id !== 'peer');
  const hasAlso = cases.some(({ also }) => also !== undefined);
  const header = [
    'work',
    'way',
    'delay',
    ...programs.map(({ id }) => id),
    ...ours.map(({ id }) => `${id}/peer`),
    'requests',
    ...(hasAlso ? ['besides'] : []),
  ];
  const rows = cases.map((result) => {
    const cell = (program: ProgramId) => measuredCell(result, program);
    return [
      result.name,
      result.transport,
      `${result.delayMs}`,
      ...programs.map(({ id }) => formatMeasured(cell(id))),
      ...ours.map(({ id }) => formatRatio(cell(id)?.ratioToPeer)),
      programs.map(({ id }) => cell(id)?.requests ?? '-').join(' / '),
      ...(hasAlso ? [programs.map(({ id }) => formatAlso(cell(id)?.also)).join(' / ')] : []),
    ];
  });
  return [...align([header, ...rows]), ...alsoMeans(cases)];
}

function alsoMeans(cases: readonly CaseResult[]): string[] {
  return [...new Set(cases.flatMap(({ also }) => (also === undefined ? [] : [`  besides: ${also}, in ms`])))];
}

function notes({ cases }: Results): string[] {
  const reasons = cases.flatMap(({ cells, ...label }) =>
    cells.flatMap((cell) =>
      'reason' in cell ? [{ ...cell, group: label.group, transport: label.transport }] : [],
    ),
  );
  const byReason = Map.groupBy(reasons, ({ program, reason }) => `Not measured of ${program}: ${reason}`);
  const lines = [...byReason].map(([reason, where]) => {
    const places = [...new Set(where.map(({ group, transport }) => `${group}, ${transport}`))].join('; ');
    return `${reason} (${places})`;
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

function renderVerdicts({ verdicts }: Results): string[] {
  if (verdicts.length === 0) return [];
  const rows = verdicts.map(({ target, program, measured, isReached }) => [
    target,
    program,
    isReached ? 'reached' : 'MISSED',
    measured,
  ]);
  return ['', 'Targets', ...align([['target', 'of', 'verdict', 'measured'], ...rows])];
}

function formatMeasured(cell: Measured | undefined): string {
  if (cell === undefined) return '';
  const { median, p10, p90 } = cell.summary;
  return `${shortNumber(median)} (${shortNumber(p10)}..${shortNumber(p90)})`;
}

function formatRatio(ratio: Summary | undefined): string {
  return ratio === undefined ? '' : ratio.median.toFixed(2);
}

function formatAlso(also: Summary | undefined): string {
  return also === undefined ? '-' : shortNumber(also.median);
}

/** Three digits say all that such a measurement can. */
export function shortNumber(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
