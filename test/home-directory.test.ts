import { expect, test } from '@jest/globals';
import { homeDirectory } from '../src/home-directory.ts';
import { thrownBy } from './fakes/thrown.ts';

const unknownUser = () => {
  throw new Error('uv_os_homedir returned ENOENT');
};

test.each([
  ['the first', [() => '/home/jo', () => '/other']],
  ['what is not empty', [() => undefined, () => '', () => '/home/jo']],
  ['what does not fail', [unknownUser, () => '/home/jo']],
])('takes %s', (_, places) => {
  expect(homeDirectory(places)).toBe('/home/jo');
});

test('says what to set when nothing tells', () => {
  expect(thrownBy(() => homeDirectory([() => '', unknownUser]))).toMatchObject({
    code: 'SETTING_MISSING',
    message: 'HOME is not set, and the system knows no home of this user',
    hint: 'set HOME to a directory of your own',
  });
});
