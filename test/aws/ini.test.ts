import { describe, expect, test } from '@jest/globals';
import { parseIni } from '../../src/aws/ini.ts';

/** The sections as plain objects; a wrong line as it is. */
function parsed(text: string): unknown {
  const sections = parseIni(text);
  if ('expected' in sections) return { line: sections.line };
  return Object.fromEntries([...sections].map(([name, section]) => [name, Object.fromEntries(section)]));
}

describe('good files', () => {
  test.each([
    ['', {}],
    ['\n\n', {}],
    ['# only a comment\n; and another', {}],
    ['  # an indented comment', {}],
    ['[default]', { default: {} }],
    ['[default]\na = b', { default: { a: 'b' } }],
    ['[default]\na=b', { default: { a: 'b' } }],
    ['[default]\na   =   b c  ', { default: { a: 'b c' } }],
    ['[default]\na =', { default: { a: '' } }],
    ['[default]\na = b=c==', { default: { a: 'b=c==' } }],
    ['[default]\nREGION = EU', { default: { region: 'EU' } }],
    ['[default]\r\na = b\r\n[other]\r\n', { default: { a: 'b' }, other: {} }],
    ['\uFEFF[default]\na = b', { default: { a: 'b' } }],
    ['[profile dev]\na = b', { 'profile dev': { a: 'b' } }],
    ['[ profile dev ]\na = b', { 'profile dev': { a: 'b' } }],
    ['[profile "two words"]\na = b', { 'profile "two words"': { a: 'b' } }],
    ['  [default]\na = b', { default: { a: 'b' } }],
    ['[default]  \na = b', { default: { a: 'b' } }],
    ['[default] # comment\na = b', { default: { a: 'b' } }],
    ['[default]\na = b # comment', { default: { a: 'b' } }],
    ['[default]\na = b ; comment', { default: { a: 'b' } }],
    ['[default]\na = b\t# comment', { default: { a: 'b' } }],
    ['[default]\na = b#no;comment', { default: { a: 'b#no;comment' } }],
    ['[default]\n# a = b\n;c = d\ne = f', { default: { e: 'f' } }],
    ['[default]\na = b\n\nc = d', { default: { a: 'b', c: 'd' } }],
    ['[default]\na = b\na = c', { default: { a: 'c' } }],
    ['[default]\na = b\n[other]\n[default]\na = c\nd = e', { default: { a: 'c', d: 'e' }, other: {} }],
    ['[__proto__]\nconstructor = b', { ['__proto__']: { constructor: 'b' } }],
    ['[default]\na = Zoë', { default: { a: 'Zoë' } }],
  ])('%j', (text, sections) => expect(parsed(text)).toEqual(sections));
});

describe('nested settings', () => {
  test.each([
    ['[services s]\necr =\n  endpoint_url = u', { 'services s': { ecr: '', 'ecr.endpoint_url': 'u' } }],
    ['[services s]\necr =\n\tENDPOINT_URL = u', { 'services s': { ecr: '', 'ecr.endpoint_url': 'u' } }],
    [
      '[services s]\necr =\n  endpoint_url = u\n  # comment\n\n  other = o\nsts =\n  endpoint_url = v',
      {
        'services s': {
          ecr: '',
          'ecr.endpoint_url': 'u',
          'ecr.other': 'o',
          sts: '',
          'sts.endpoint_url': 'v',
        },
      },
    ],
    ['[a]\ns3 =\n  x = y\nb = c', { a: { s3: '', 's3.x': 'y', b: 'c' } }],
    ['[a]\ns3 =\n  x = y\n[b]\nc = d', { a: { s3: '', 's3.x': 'y' }, b: { c: 'd' } }],
    ['[a]\nb = c\n  continued\nd = e', { a: { b: 'c', d: 'e' } }],
  ])('%j', (text, sections) => expect(parsed(text)).toEqual(sections));
});

describe('wrong lines', () => {
  test.each([
    ['a = b', 1],
    ['\n\na = b\n[default]', 3],
    ['[default', 1],
    ['[default]\n[other\na = b', 2],
    ['[]', 1],
    ['[ ]', 1],
    ['[default] a = b', 1],
    ['[default]\nhello', 2],
    ['[default]\n= b', 2],
    ['[default]\na = b\r\n\r\n<html>', 4],
    ['{"json": true}', 1],
  ])('%j: line %d', (text, line) => expect(parsed(text)).toEqual({ line }));
});
