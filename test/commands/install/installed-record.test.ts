import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  formatInstalledRecord,
  type InstalledRecord,
  NOTHING_INSTALLED,
  readInstalledRecord,
} from '../../../src/commands/install/installed-record.ts';
import type { HelperError } from '../../../src/errors.ts';
import { fakeContext } from '../../fakes/context.ts';
import { temporaryDirectory } from '../../fakes/temporary-directory.ts';
import { thrownBy } from '../../fakes/thrown.ts';

const at = temporaryDirectory();
let place: string;

beforeEach(() => {
  place = at('.config', 'docker-credential-ecr', 'installed.json');
  mkdirSync(dirname(place), { recursive: true });
});

const RECORD: InstalledRecord = {
  files: {
    '/h/.docker/config.json': {
      made: true,
      blank: '\uFEFF\n',
      members: [
        { path: ['credHelpers', 'x'], value: 'ecr', former: '"ecr-login"' },
        { path: ['identities', 'w'], value: { roleArn: 'a' } },
      ],
      objects: [{ path: ['credHelpers'] }, { path: [], former: '{ }' }],
      blocks: [{ section: 'profile x', isNewSection: true, lines: ['', '[profile x]'] }],
    },
  },
  links: [{ path: '/usr/local/bin/docker-credential-ecr-login', target: 'docker-credential-ecr' }],
  directories: ['/h/.docker'],
};

function read() {
  const warnings: HelperError[] = [];
  const { record } = readInstalledRecord(fakeContext({ home: at() }), (error) => warnings.push(error));
  return { record, warnings };
}

function write(value: unknown, mode = 0o600): void {
  writeFileSync(place, typeof value === 'string' ? value : JSON.stringify(value));
  chmodSync(place, mode);
}

test('what is written is read again', () => {
  write(formatInstalledRecord(RECORD));
  expect(read()).toEqual({ record: RECORD, warnings: [] });
});

test('none is one of nothing, and of nothing there is none', () => {
  expect(read()).toEqual({ record: NOTHING_INSTALLED, warnings: [] });
  expect(formatInstalledRecord({ ...NOTHING_INSTALLED, directories: ['/h'] })).toBeUndefined();
});

describe('one that is not of the form is said and not obeyed', () => {
  const [path, file] = Object.entries(RECORD.files)[0] ?? ['', undefined];
  const withFile = (other: object) => ({ version: 1, ...RECORD, files: { [path]: { ...file, ...other } } });
  test.each<[string, unknown]>([
    ['empty', ''],
    ['half', (formatInstalledRecord(RECORD) ?? '').slice(0, 100)],
    ['a list', []],
    ['null', null],
    ['without a version', { ...RECORD }],
    ['of version 0', { version: 0, ...RECORD }],
    ['without files', { version: 1, links: [], directories: [] }],
    ['with something else', { version: 1, ...RECORD, more: 1 }],
    ['with a relative path', { version: 1, ...RECORD, files: { config: file } }],
    ['with a relative directory', { version: 1, ...RECORD, directories: ['x'] }],
    ['with a link of another name', { version: 1, ...RECORD, links: [{ path: '/bin/sh', target: 'x' }] }],
    ['with a former value that is no JSON', withFile({ members: [{ path: ['a'], value: 1, former: '}' }] })],
    ['with a former object that holds something', withFile({ objects: [{ path: [], former: '{"a":1}' }] })],
    ['with former blanks that are none', withFile({ blank: '{"a":1}' })],
    ['with an empty block', withFile({ blocks: [{ section: 'x', isNewSection: false, lines: [] }] })],
    ['with numbers for a path', withFile({ members: [{ path: [1], value: 1 }] })],
  ])('%s', (_, value) => {
    write(value);
    const { record, warnings } = read();
    expect(record).toEqual(NOTHING_INSTALLED);
    expect(warnings).toEqual([expect.objectContaining({ code: 'FILE_INVALID' })]);
    expect(warnings[0]?.message).toContain(`${place}, which remembers what install has done, is damaged`);
  });
});

test('one of a newer program is left as it is', () => {
  write({ version: 2, whatever: true });
  expect(thrownBy(read)).toMatchObject({ code: 'FILE_INVALID', message: expect.stringContaining('newer') });
});

test('one that others may write is refused', () => {
  write(formatInstalledRecord(RECORD), 0o666);
  expect(thrownBy(read)).toMatchObject({
    code: 'FILE_REFUSED',
    message: `${place}, which remembers what install has done, can be written by others`,
  });
});

test('a link is refused', () => {
  writeFileSync(at('elsewhere'), formatInstalledRecord(RECORD) ?? '');
  symlinkSync(at('elsewhere'), place);
  expect(thrownBy(read)).toMatchObject({
    code: 'FILE_REFUSED',
    message: expect.stringContaining('is a link'),
  });
});
