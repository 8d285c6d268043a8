import { nearest } from '../nearest.ts';
import type { Problem } from './place.ts';
import type { ConfigFile } from './schema.ts';

/** The first name of an identity that leads nowhere or in a circle, if there is one. */
export function findBrokenReference({ identities = {}, registries = {} }: ConfigFile): Problem | undefined {
  const known = Object.keys(identities);
  for (const [name, identity] of Object.entries(identities)) {
    if (!('via' in identity)) continue;
    const path = ['identities', name, 'via'];
    if (!known.includes(identity.via)) return unknownIdentity(path, identity.via, known);
    const circle = circleFrom(name, identities);
    if (circle !== undefined) return { path, what: `leads in a circle: ${circle.join(' -> ')}` };
  }
  for (const [name, { identity }] of Object.entries(registries)) {
    if (identity === undefined || known.includes(identity)) continue;
    return unknownIdentity(['registries', name, 'identity'], identity, known);
  }
  return undefined;
}

function unknownIdentity(path: readonly string[], name: string, known: readonly string[]): Problem {
  const meant = nearest(name, known);
  const there = known.length === 0 ? 'there are no identities' : `there are ${known.slice(0, 20).join(', ')}`;
  const help = meant === undefined ? there : `did you mean ${JSON.stringify(meant)}?`;
  return { path, what: `expected the name of an identity, found ${JSON.stringify(name)}; ${help}` };
}

function circleFrom(start: string, identities: NonNullable<ConfigFile['identities']>): string[] | undefined {
  const seen: string[] = [];
  for (let name: string | undefined = start; name !== undefined; ) {
    if (seen.includes(name)) return [...seen.slice(seen.indexOf(name)), name];
    seen.push(name);
    const identity: (typeof identities)[string] | undefined = identities[name];
    name = identity !== undefined && 'via' in identity ? identity.via : undefined;
  }
  return undefined;
}
