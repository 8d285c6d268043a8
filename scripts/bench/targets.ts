import {
  type CaseLabel,
  type CaseResult,
  type Measured,
  measuredCell,
  type ProgramId,
  type Verdict,
} from './results.ts';
import { shortNumber } from './table.ts';

type Finding = Pick<Verdict, 'measured' | 'isReached'>;

/** A target; undefined where what it needs was not measured. */
interface Target {
  readonly target: string;
  readonly judge: (find: Find) => Finding | undefined;
}

/** Finds what the judged program was measured at. */
type Find = (label: Partial<CaseLabel>) => Measured | undefined;

const STATIC_HIT: Partial<CaseLabel> = { group: 'hit', name: 'static keys', transport: 'TLS' };
const OTHER_IDENTITIES = ['SSO profile', 'assumed role', 'workspace token'];
/** Medians of the same work differ by so much between two cases. */
const SAME_TIME = { share: 0.1, ms: 2 };

const TARGETS: readonly Target[] = [
  {
    target: 'hit, static keys: at most 0.8 x the peer',
    judge: (find) => atMost(find(STATIC_HIT)?.ratioToPeer?.median, 0.8, (ratio) => `${ratio.toFixed(2)} x`),
  },
  ...OTHER_IDENTITIES.flatMap((name): Target[] => [
    {
      target: `hit, ${name}: the same time as static keys (within 2 ms or 10 %)`,
      judge: (find) => sameTime(find({ group: 'hit', name, delayMs: 50 }), find(STATIC_HIT)),
    },
    {
      target: `hit, ${name}: no request`,
      judge: (find) => atMost(find({ group: 'hit', name, delayMs: 50 })?.requests, 0, String),
    },
    {
      target: `hit, ${name}, 50 ms a request: at least 8 x faster than the peer`,
      judge: (find) =>
        atMost(
          find({ group: 'hit', name, delayMs: 50 })?.ratioToPeer?.median,
          1 / 8,
          (ratio) => `${(1 / ratio).toFixed(1)} x faster`,
        ),
    },
  ]),
  {
    target: 'cold, loopback, static keys: at most 25 ms more than a hit',
    judge: (find) => {
      const cold = find({ group: 'cold', name: 'static keys', transport: 'loopback' });
      const hit = find({ ...STATIC_HIT, transport: 'loopback' });
      return atMost(
        cold && hit && cold.summary.median - hit.summary.median,
        25,
        (ms) => `${shortNumber(ms)} ms more`,
      );
    },
  },
  {
    target: 'cold, SSO, 50 ms a request over TLS: no slower than the peer',
    judge: (find) =>
      atMost(
        find({ group: 'cold', name: 'SSO profile', transport: 'TLS', delayMs: 50 })?.ratioToPeer?.median,
        1,
        (ratio) => `${ratio.toFixed(2)} x`,
      ),
  },
  {
    target: '200 at once, cold: 1 token request',
    judge: (find) => atMost(find({ name: '200 × static keys, cold' })?.tokenRequests, 1, String),
  },
  {
    target: '200 at once, cold: the last at most 3 s after the first',
    judge: (find) =>
      atMost(find({ name: '200 × static keys, cold' })?.also?.median, 3000, (ms) => `${shortNumber(ms)} ms`),
  },
  {
    target: 'peak memory of a hit: at most 45 MB',
    judge: (find) =>
      atMost(
        find({ group: 'memory', name: 'hit, static keys' })?.summary.median,
        45,
        (megabytes) => `${shortNumber(megabytes)} MB`,
      ),
  },
];

/** Which targets each of our executables reached, as far as they were measured. */
export function judge(cases: readonly CaseResult[]): Verdict[] {
  return TARGETS.flatMap(({ target, judge: judgeOne }) =>
    (['bun', 'node'] as const).flatMap((program: ProgramId) => {
      const find: Find = (label) =>
        measuredCell(
          cases.find((result) =>
            Object.entries(label).every(([key, value]) => result[key as keyof CaseLabel] === value),
          ),
          program,
        );
      const finding = judgeOne(find);
      return finding === undefined ? [] : [{ target, program, ...finding }];
    }),
  );
}

function atMost(
  value: number | undefined,
  limit: number,
  format: (value: number) => string,
): Finding | undefined {
  return value === undefined ? undefined : { measured: format(value), isReached: value <= limit };
}

function sameTime(one: Measured | undefined, other: Measured | undefined): Finding | undefined {
  if (!one || !other) return undefined;
  const more = one.summary.median - other.summary.median;
  const allowed = Math.max(SAME_TIME.ms, SAME_TIME.share * other.summary.median);
  return { measured: `${shortNumber(more)} ms more`, isReached: more <= allowed };
}
