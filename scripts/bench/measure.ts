import type { Case, Contestant, Sample } from './case.ts';
import type { Places } from './place.ts';
import type { Program } from './programs.ts';
import type { CaseResult, Cell, Measured, ProgramId } from './results.ts';
import { ratios, summarize } from './statistics.ts';

/** What a program was measured at in each round, or why it was not. */
export type Outcome =
  | { readonly program: ProgramId; readonly samples: readonly Sample[] }
  | { readonly program: ProgramId; readonly reason: string };

/**
 * Measures a case: round by round, each program once, in turn. One that can't do the work is out of it.
 */
export async function measureCase(
  { rounds, warmUp, open, ...label }: Case,
  programs: readonly Program[],
  places: Places,
  runs: number,
): Promise<CaseResult> {
  const place = await places.open(label.transport);
  const entries = programs.map((program): Entry => ({ program, samples: [] }));
  const inTurn = async (step: (entry: Entry) => Promise<void>) => {
    for (const entry of entries) {
      if (entry.reason !== undefined) continue;
      await step(entry).catch((error: Error) => {
        entry.reason = reasonFor(error, entry.program.id === 'peer' ? place.strayHosts() : []);
      });
    }
  };
  try {
    await inTurn(async (entry) => {
      entry.contestant = await open(place, entry.program);
    });
    if (warmUp) await inTurn(async ({ contestant }) => void (await contestant?.measure()));
    for (let round = 0; round < rounds(runs); round += 1) {
      await inTurn(async ({ contestant, samples }) => {
        if (contestant !== undefined) samples.push(await contestant.measure());
      });
    }
  } finally {
    await Promise.all(entries.map(({ contestant }) => contestant?.leave()));
    await place.close();
  }
  const outcomes = entries.map(({ program: { id }, reason, samples }) =>
    reason === undefined ? { program: id, samples } : { program: id, reason },
  );
  return { ...label, cells: cellsOf(outcomes) };
}

/** What a program has come to so far in a case. */
interface Entry {
  readonly program: Program;
  readonly samples: Sample[];
  contestant?: Contestant;
  /** Why it is out. */
  reason?: string;
}

/** Why it can't. Of Amazon's helper, old versions, and some credential sources of newer ones, don't heed `AWS_ENDPOINT_URL`. */
function reasonFor({ message }: Error, hosts: readonly string[]): string {
  return hosts.length === 0
    ? message
    : `AWS_ENDPOINT_URL does not lead it to the stand-in: it asked for ${hosts.join(', ')}`;
}

/** Summarizes what was measured, and compares it with the peer. */
export function cellsOf(outcomes: readonly Outcome[]): Cell[] {
  const peer = outcomes.find(({ program }) => program === 'peer');
  const peerValues = peer && 'samples' in peer ? peer.samples.map(({ value }) => value) : undefined;
  return outcomes.map((outcome) => {
    if (!('samples' in outcome)) return outcome;
    const { program, samples } = outcome;
    const values = samples.map(({ value }) => value);
    const also = samples.flatMap((sample) => (sample.also === undefined ? [] : [sample.also]));
    return {
      program,
      values,
      summary: summarize(values),
      requests: summarize(samples.map(({ requests }) => requests)).median,
      tokenRequests: Math.max(...samples.map(({ tokenRequests }) => tokenRequests)),
      ...(program !== 'peer' && peerValues && { ratioToPeer: ratios(values, peerValues) }),
      ...(also.length > 0 && { also: summarize(also) }),
    } satisfies Measured;
  });
}
