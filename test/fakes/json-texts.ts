import type { Random } from '../integration/seeded-random.ts';

/** How a JSON text is laid out. Each function gives blanks, at a depth of nesting. */
interface Layout {
  /** Before a member. */
  readonly lead: (depth: number) => string;
  /** Before the closing bracket. */
  readonly end: (depth: number) => string;
  readonly colon: () => string;
  /** Before a comma. */
  readonly comma: () => string;
  /** Within an object that holds nothing. */
  readonly hollow: () => string;
}

/** A text of Docker's config in any layout that JSON allows, with or without the members that are edited. */
export function randomDockerConfig(random: Random): string {
  if (random.below(20) === 0) return random.pick(['', '\n', '  \r\n', '\uFEFF', '\uFEFF\n']);
  const layout = randomLayout(random);
  const members: [string, string][] = [];
  const maybe = (name: string, value: () => string) => {
    if (random.below(2) === 0) members.splice(random.below(members.length + 1), 0, [name, value()]);
  };
  const texts = (names: readonly string[], values: readonly string[]) =>
    object(
      names.filter(() => random.below(2) === 0).map((name) => [name, random.pick(values)]),
      layout,
      1,
    );
  maybe('auths', () =>
    object([['registry.example.com', object([['auth', '"c2VjcmV0"']], layout, 2)]], layout, 1),
  );
  maybe('credHelpers', () =>
    texts(
      [
        'one.example.com',
        '111111111111.dkr.ecr.us-east-1.amazonaws.com',
        'public.ecr.aws',
        'two.example.com',
      ],
      ['"ecr-login"', '"ecr\\u002dlogin"', '"pass"', '""'],
    ),
  );
  maybe('credsStore', () => random.pick(['"desktop"', '"osxkeychain"', '"de\\u0073ktop"', '""']));
  maybe('plugins', () => `[${layout.hollow()}1,${layout.hollow()}"{ \\" }",null]`);
  maybe('HttpHeaders', () => object([], layout, 1));
  maybe('detachKeys', () => '"ctrl-q,\\u00e9 }"');
  const blanks = () => random.pick(['', '', '', ' ', '\n', '\r\n', '\t']);
  return `${random.pick(['', '', '\uFEFF'])}${blanks()}${object(members, layout, 0)}${random.pick(['', '\n', '\n', '\r\n', ' \n\n'])}`;
}

function object(members: readonly (readonly [string, string])[], layout: Layout, depth: number): string {
  if (members.length === 0) return `{${layout.hollow()}}`;
  const texts = members.map(
    ([name, value], index) =>
      `${index === 0 ? '' : layout.comma()}${layout.lead(depth + 1)}${JSON.stringify(name)}${layout.colon()}${value}`,
  );
  return `{${texts.join(',')}${layout.end(depth)}}`;
}

function randomLayout(random: Random): Layout {
  const hollow = () => random.pick(['', '', ' ', '\n', '\t ', '\r\n  ']);
  const unit = random.pick(['\t', '  ', '    ', ' ']);
  const end = random.pick(['\n', '\r\n']);
  const colon = random.pick([':', ': ', ' : ', ':\t']);
  const space = random.pick(['', ' ']);
  switch (random.below(3)) {
    case 0:
      return {
        lead: (depth) => end + unit.repeat(depth),
        end: (depth) => end + unit.repeat(depth),
        colon: () => colon,
        comma: () => '',
        hollow,
      };
    case 1:
      return { lead: () => space, end: () => space, colon: () => colon, comma: () => '', hollow };
    default: {
      const any = () => random.pick(['', '', ' ', '  ', '\n', '\r\n', '\n  ', '\t', '\n\n', '\r']);
      return { lead: any, end: any, colon: () => `${any()}:${any()}`, comma: any, hollow: any };
    }
  }
}
