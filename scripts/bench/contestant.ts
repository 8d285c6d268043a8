import type { Identity } from '../../test/integration/identities.ts';
import type { Contestant } from './case.ts';
import type { Place } from './place.ts';
import type { Program } from './programs.ts';
import { User } from './user.ts';

/** Gives a program a user of its own; removes what is theirs at the end, or at once if it can't be made ready. */
export async function openContestant(
  place: Place,
  program: Pick<Program, 'path'>,
  setUp: Identity['setUp'],
  makeReady: (user: User) => Promise<Contestant['measure']>,
): Promise<Contestant> {
  const user = await User.at(place, program, setUp);
  try {
    return { measure: await makeReady(user), leave: () => user.leave() };
  } catch (error) {
    await user.leave();
    throw error;
  }
}
