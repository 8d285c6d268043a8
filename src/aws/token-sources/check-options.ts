import { TOKEN_SOURCE_NAMES, type TokenOptions, tokenSourceNamed } from './table.ts';

/** What is wrong with a token source as the configuration file has it: the member, and what was expected there. */
export interface OptionProblem {
  readonly member: 'source' | keyof TokenOptions;
  readonly expected: string;
}

/** What each option must look like, and where it is not wanted. */
const SHAPES: { readonly [Member in keyof Required<TokenOptions>]: readonly [RegExp, string] } = {
  audience: [/^\S{1,255}$/, 'a text without blanks'],
  // A relative one would mean another file in every working directory.
  path: [/^(~?\/|[a-z]:[\\/]|\\\\)[^\0]+$/i, 'an absolute path, or one that begins with ~/'],
  name: [/^[a-z_]\w*$/i, 'the name of an environment variable'],
  command: [
    /^((~?\/|[a-z]:[\\/]|\\\\)[^\0]+|[^./\\\0][^/\\\0]*)$/i,
    'a list of texts that begins with the name of a program on PATH, an absolute path, or one that begins with ~/',
  ],
};

/**
 * Checks what the configuration file says of a token source: that there is such a source, that the option that it needs
 * is there and in good shape, and that none is given that it would not obey. Undefined when all is well.
 */
export function checkTokenOptions(source: string, options: TokenOptions): OptionProblem | undefined {
  if (!TOKEN_SOURCE_NAMES.includes(source))
    return { member: 'source', expected: `one of ${TOKEN_SOURCE_NAMES.join(', ')}` };
  const { needs, audience, place } = tokenSourceNamed(source);
  for (const member of Object.keys(SHAPES) as (keyof TokenOptions)[]) {
    const value = options[member];
    const isWanted = member === 'audience' ? audience !== 'fixed' : member === needs;
    if (value === undefined) {
      if (member === needs) return { member, expected: SHAPES[member][1] };
      continue;
    }
    if (!isWanted) {
      const why = member === 'audience' ? ` (${place} decides the audience)` : '';
      return { member, expected: `nothing, with the source ${source}${why}` };
    }
    const first = typeof value === 'string' ? value : (value[0] ?? '');
    if (!SHAPES[member][0].test(first)) return { member, expected: SHAPES[member][1] };
  }
  return undefined;
}
