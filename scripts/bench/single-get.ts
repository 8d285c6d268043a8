import type { Identity } from '../../test/integration/identities.ts';
import type { Case, Sample } from './case.ts';
import { openContestant } from './contestant.ts';
import type { User } from './user.ts';

/** A get that is answered from the cache, where the program manages to. */
export function openHit(setUp: Identity['setUp'], delayMs: number): Case['open'] {
  return (place, program) =>
    openContestant(place, program, setUp, async (user) => {
      await user.get();
      return () => measureGet(user, delayMs);
    });
}

/** A get with nothing kept. */
export function openCold(setUp: Identity['setUp'], delayMs: number): Case['open'] {
  return (place, program) =>
    openContestant(place, program, setUp, async (user) => async () => {
      await user.forgetTokens();
      return measureGet(user, delayMs);
    });
}

async function measureGet(user: User, delayMs: number): Promise<Sample> {
  user.begin(delayMs);
  const { tookMs } = await user.get();
  return { value: tookMs, ...user.asked };
}
