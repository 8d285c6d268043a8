import type { Identity } from '../../test/integration/identities.ts';
import { ACCOUNT, REGISTRY } from '../../test/integration/person.ts';
import type { Case } from './case.ts';
import { openContestant } from './contestant.ts';
import type { Wish } from './user.ts';

/**
 * Many gets started at once, one for each of the wishes. Measured is the time to the end of the last one, and
 * besides, how long that was after the end of the first.
 */
export function openCrowd(
  setUp: Identity['setUp'],
  kept: 'cold' | 'warm',
  delayMs: number,
  wishes: readonly Wish[],
): Case['open'] {
  return (place, program) =>
    openContestant(place, program, setUp, async (user) => {
      for (const wish of differing(wishes)) await user.get([wish]);
      return async () => {
        if (kept === 'cold') await user.forgetTokens();
        user.begin(delayMs);
        const { tookMs, lastAfterFirstMs } = await user.get(wishes);
        return { value: tookMs, also: lastAfterFirstMs, ...user.asked };
      };
    });
}

/** The same wish so many times. */
export function sameWish(count: number): Wish[] {
  return Array.from({ length: count }, () => ({ registry: REGISTRY, accountId: ACCOUNT }));
}

function differing(wishes: readonly Wish[]): Wish[] {
  return [...new Map(wishes.map((wish) => [wish.registry, wish])).values()];
}
