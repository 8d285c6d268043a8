import type { Identity } from '../../test/integration/identities.ts';
import { ageTokens, waitForRenewal } from './aged-token.ts';
import type { Case } from './case.ts';
import { openContestant } from './contestant.ts';

/**
 * A get when the kept token is past half of its life. Measured is the time to the answer, and besides, the time from
 * the start until a new token is kept.
 */
export function openRenewal(setUp: Identity['setUp'], delayMs: number): Case['open'] {
  return (place, program) =>
    openContestant(place, program, setUp, async (user) => {
      await user.get();
      return async () => {
        await ageTokens(user);
        user.begin(delayMs);
        const start = performance.now();
        const { tookMs } = await user.get();
        await waitForRenewal(user);
        return { value: tookMs, also: performance.now() - start, ...user.asked };
      };
    });
}
