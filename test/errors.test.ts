import { describe, expect, test } from '@jest/globals';
import { type ErrorCode, HelperError, isProtocolAnswer, onOneLine, renderError } from '../src/errors.ts';

const PROTOCOL_ANSWERS: [ErrorCode, string][] = [
  ['CREDENTIALS_NOT_FOUND', 'credentials not found in native keychain'],
  ['NO_SERVER_URL', 'no credentials server URL'],
  ['NO_USERNAME', 'no credentials username'],
];

describe("the protocol's own answers", () => {
  test.each(PROTOCOL_ANSWERS)('%s', (code, answer) => {
    const error = new HelperError(code, 'something else', { hint: 'do this' });
    expect(renderError(error)).toBe(answer);
    expect(isProtocolAnswer(error)).toBe(true);
  });

  test.each<ErrorCode>(['USAGE', 'INPUT_INVALID', 'NO_CREDENTIALS', 'INTERNAL'])('%s is none', (code) =>
    expect(isProtocolAnswer(new HelperError(code, 'a'))).toBe(false),
  );
});

describe('the line', () => {
  test.each([
    ['it failed', undefined, 'docker-credential-ecr: it failed'],
    ['it failed', 'run: this', 'docker-credential-ecr: it failed; run: this'],
    ['two\nlines\r\nand a third', 'a\nb', 'docker-credential-ecr: two lines and a third; a b'],
    ['\u001b[31mred\u001b[0m', undefined, 'docker-credential-ecr: [31mred [0m'],
    ['nul\u0000 bell\u0007 delete\u007f c1\u009b', undefined, 'docker-credential-ecr: nul  bell  delete  c1'],
    [
      'line\u2028and paragraph\u2029separators',
      undefined,
      'docker-credential-ecr: line and paragraph separators',
    ],
    ['Zoë 🐳 ist da', undefined, 'docker-credential-ecr: Zoë 🐳 ist da'],
    ['', undefined, 'docker-credential-ecr:'],
  ])('%j with hint %j', (message, hint, line) =>
    expect(renderError(new HelperError('INTERNAL', message, hint === undefined ? {} : { hint }))).toBe(line),
  );

  test.each([1400, 1600, 100_000])('a message of %d characters leaves room for the hint', (length) => {
    const line = renderError(new HelperError('INTERNAL', 'm'.repeat(length), { hint: 'run: the remedy' }));
    expect(line).toMatch(/^docker-credential-ecr: m{1400,}…?; run: the remedy$/);
    expect(line.length).toBeLessThan(1600);
  });

  test('a message that fits is not cut', () => {
    expect(renderError(new HelperError('INTERNAL', 'm'.repeat(1400)))).not.toContain('…');
    expect(renderError(new HelperError('INTERNAL', 'm'.repeat(1600)))).toContain('…');
  });
});

test.each([
  ['plain', 'plain'],
  [' \n around \n ', 'around'],
  ['a\n\n\r\nb', 'a b'],
  ['a\tb', 'a b'],
])('onOneLine(%j)', (text, line) => expect(onOneLine(text)).toBe(line));

test('an error keeps its code, hint and cause', () => {
  const cause = new Error('cause');
  const error = new HelperError('THROTTLED', 'message', { hint: 'hint', cause });
  expect(error).toMatchObject({
    name: 'HelperError',
    code: 'THROTTLED',
    message: 'message',
    hint: 'hint',
    cause,
  });
  expect(error).toBeInstanceOf(Error);
});
