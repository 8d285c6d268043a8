import { cellsOf } from '../../../scripts/bench/measure.ts';
import type { CaseLabel, CaseResult, ProgramId, Results } from '../../../scripts/bench/results.ts';

/** What each program was measured at: values, or why it was not. */
export type Values = Partial<Record<ProgramId, readonly number[] | string>>;

interface More {
  readonly requests?: number;
  readonly also?: number;
}

/** The result of a case, by default one of hits over TLS, from the values that were measured. */
export function caseResult(label: Partial<CaseLabel>, values: Values, more: More = {}): CaseResult {
  const { requests = 0, also } = more;
  const outcomes = Object.entries(values).map(([program, found]) =>
    typeof found === 'string'
      ? { program: program as ProgramId, reason: found }
      : {
          program: program as ProgramId,
          samples: found.map((value) => ({
            value,
            requests,
            tokenRequests: requests,
            ...(also !== undefined && { also }),
          })),
        },
  );
  return {
    group: 'hit',
    name: 'static keys',
    transport: 'TLS',
    delayMs: 0,
    unit: 'ms',
    ...label,
    cells: cellsOf(outcomes),
  };
}

/** Results of three programs on some machine. */
export function results(cases: readonly CaseResult[]): Results {
  return {
    madeAt: '2026-01-02T03:04:05.000Z',
    machine: {
      system: 'Linux 6.1',
      architecture: 'x64',
      processor: 'Abacus <9000>',
      cores: 2,
      memoryGiB: 8,
      loadBefore: 0.3,
      node: 'v24.0.0',
    },
    programs: [
      { id: 'bun', name: 'docker-credential-ecr', version: '1.0.0' },
      { id: 'node', name: 'docker-credential-ecr-node', version: '1.0.0' },
      { id: 'peer', name: 'docker-credential-ecr-login', version: '0.6.0' },
    ],
    cases,
    verdicts: [],
  };
}
