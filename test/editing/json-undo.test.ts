import { describe, expect, test } from '@jest/globals';
import { memberAt } from '../../src/editing/json-edit.ts';
import { NOTHING_DONE, setUndoably, type Undoable, undoMember } from '../../src/editing/json-undo.ts';
import { randomDockerConfig } from '../fakes/json-texts.ts';
import { type Random, seededRandom } from '../integration/seeded-random.ts';

const A = ['credHelpers', 'a.example.com'];
const B = ['credHelpers', '111111111111.dkr.ecr.us-east-1.amazonaws.com'];
const C = ['credHelpers', 'two.example.com'];
const STORE = ['credsStore'];

/** The text after the values were put in, with what takes them back. */
function put(text: string | undefined, ...paths: string[][]): Undoable {
  return paths.reduce<Undoable>((state, path) => setUndoably(state, path, 'ecr'), {
    text,
    undo: NOTHING_DONE,
  });
}

function takeBack(state: Undoable, ...paths: string[][]): Undoable {
  // As it comes back from a file.
  return paths.reduce<Undoable>(
    ({ text, undo }, path) => undoMember({ text, undo: JSON.parse(JSON.stringify(undo)) }, path),
    state,
  );
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => [random.next(), item] as const)
    .sort(([one], [other]) => one - other)
    .map(([, item]) => item);
}

describe('what was put in is taken back', () => {
  test('byte for byte from any layout, in any order', () => {
    const random = seededRandom(7);
    for (let count = 0; count < 4000; count += 1) {
      const before = count % 50 === 0 ? undefined : randomDockerConfig(random);
      const paths = shuffled(random, [A, B, C, STORE]).slice(0, 1 + random.below(4));
      const after = put(before, ...paths);
      for (const path of paths) expect(memberAt(after.text ?? '', path)).toBe('ecr');
      expect(takeBack(after, ...shuffled(random, paths)).text).toBe(before);
    }
  });

  test('byte for byte, though it was put in twice', () => {
    const random = seededRandom(8);
    for (let count = 0; count < 500; count += 1) {
      const before = randomDockerConfig(random);
      const once = put(before, A, STORE);
      const part = takeBack(once, random.pick([A, STORE]));
      const again = [A, STORE].filter((path) => memberAt(part.text ?? '', path) !== 'ecr');
      const twice = again.reduce<Undoable>((state, path) => setUndoably(state, path, 'ecr'), part);
      expect(takeBack(twice, A, STORE).text).toBe(before);
    }
  });
});

describe('what has changed meanwhile', () => {
  const written = (value: unknown) => JSON.stringify(value, null, '\t');

  test('is kept, in a file that another program wrote anew', () => {
    const { undo } = put('{ "auths": {} , "credHelpers": { } }', A, STORE);
    const text = written({ auths: { x: {} }, credHelpers: { [A[1] ?? '']: 'ecr' }, credsStore: 'ecr' });
    expect(takeBack({ text, undo }, A, STORE).text).toBe(
      '{\n\t"auths": {\n\t\t"x": {}\n\t},\n\t"credHelpers": { }\n}',
    );
  });

  test('in a file that was made: it stays', () => {
    const { undo } = put(undefined, A);
    const text = written({ auths: {}, credHelpers: { [A[1] ?? '']: 'ecr' } });
    expect(takeBack({ text, undo }, A).text).toBe('{\n\t"auths": {}\n}');
  });

  test('is left where the value is another', () => {
    const { undo } = put('{}', A);
    const text = written({ credHelpers: { [A[1] ?? '']: 'pass' } });
    expect(undoMember({ text, undo }, A)).toMatchObject({ text, outcome: 'changed', undo: NOTHING_DONE });
  });

  test.each([['{}'], [undefined], [''], ['{"credHelpers": {}}']])(
    'is left where there is none: %j',
    (text) => {
      const { undo } = put('{}', A);
      expect(undoMember({ text, undo }, A)).toMatchObject({ text, outcome: 'gone', undo: NOTHING_DONE });
    },
  );

  test('by a person who put an entry into what was made: that stays', () => {
    const { undo } = put('{"a": 1}', A);
    const text = '{"a": 1, "credHelpers": {"a.example.com": "ecr", "mine": "pass"}}';
    expect(takeBack({ text, undo }, A).text).toBe('{"a": 1, "credHelpers": {"mine": "pass"}}');
  });

  test('an object that a person made after ours had gone stays, though it is empty by now', () => {
    const rest = takeBack(put('{"a": 1}', A, STORE), A);
    const text = (rest.text ?? '').replace('"a": 1', '"a": 1, "credHelpers": {"mine": "pass"}');
    const { undo } = setUndoably({ ...rest, text }, B, 'ecr');
    const now = text.replace('"mine": "pass"', `"${B[1]}": "ecr"`);
    expect(takeBack({ text: now, undo }, B).text).toBe('{"a": 1, "credHelpers": {}, "credsStore": "ecr"}');
  });
});

test('what nobody remembers is removed, and nothing around it', () => {
  const text = '{"credHelpers": {"a.example.com": "ecr"}}';
  expect(undoMember({ text, undo: NOTHING_DONE }, A)).toMatchObject({
    text: '{"credHelpers": {}}',
    outcome: 'undone',
  });
});

test('a value may be an object', () => {
  const after = setUndoably({ text: '{ }', undo: NOTHING_DONE }, ['identities', 'w'], {
    roleArn: 'r',
    webIdentity: { source: 's' },
  });
  expect(memberAt(after.text, ['identities', 'w', 'webIdentity'])).toEqual({ source: 's' });
  expect(takeBack(after, ['identities', 'w']).text).toBe('{ }');
});
