// make bench: how long a get takes, for our executables and Amazon's helper on the same work, against a stand-in for AWS.
// RUNS: rounds of a hit. ONLY: a regular expression over the cases' names. PEER: Amazon's helper, if not on PATH.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DIST, PROJECT } from '../build/paths.ts';
import { CASES } from './bench/cases.ts';
import { renderChart } from './bench/chart.ts';
import { describeMachine } from './bench/machine.ts';
import { measureCase } from './bench/measure.ts';
import { readOptions } from './bench/options.ts';
import { preparePlaces } from './bench/place.ts';
import { findPrograms, PEER_NAME } from './bench/programs.ts';
import { type CaseResult, caseTitle, type Results } from './bench/results.ts';
import { renderTable } from './bench/table.ts';
import { judge } from './bench/targets.ts';

const OUTPUTS = join(DIST, 'bench');

async function measureAll(): Promise<Results> {
  const { runs, only, peer } = readOptions(process.env);
  const cases = CASES.filter((one) => only.test(caseTitle(one)));
  if (cases.length === 0) throw new Error(`ONLY fits none of:\n${CASES.map(caseTitle).join('\n')}`);
  const programs = await findPrograms(peer, process.env.PATH ?? '');
  if (programs.length < 3) progress(`No ${PEER_NAME} on PATH to compare with; PEER can name one.\n`);

  const machine = describeMachine();
  const places = await preparePlaces();
  const results: CaseResult[] = [];
  try {
    for (const [index, one] of cases.entries()) {
      progress(`[${index + 1}/${cases.length}] ${caseTitle(one)}\n`);
      results.push(await measureCase(one, programs, places, runs));
    }
  } finally {
    await places.close();
  }
  return {
    madeAt: new Date().toISOString(),
    machine,
    programs: programs.map(({ path: _, ...label }) => label),
    cases: results,
    verdicts: judge(results),
  };
}

async function write(name: string, text: string): Promise<void> {
  const file = join(OUTPUTS, name);
  await writeFile(file, text);
  process.stdout.write(`${relative(PROJECT, file)}\n`);
}

function progress(text: string): void {
  process.stderr.write(text);
}

try {
  const results = await measureAll();
  process.stdout.write(`\n${renderTable(results)}\n`);
  await mkdir(OUTPUTS, { recursive: true });
  await write('results.json', `${JSON.stringify(results, undefined, 2)}\n`);
  const chart = renderChart(results);
  if (chart !== undefined) await write('chart.svg', chart);
  const cells = results.cases.flatMap((one) => one.cells);
  if (cells.some((cell) => cell.program !== 'peer' && 'reason' in cell)) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`make bench: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
