import { describe, expect, test } from '@jest/globals';
import { parseLogin } from '../../../src/commands/login/request.ts';

const NOTHING = {
  registries: [],
  profile: undefined,
  identity: undefined,
  all: false,
  device: false,
  noBrowser: false,
  writeAuths: false,
};
const HOST = '111111111111.dkr.ecr.us-east-1.amazonaws.com';

describe('takes', () => {
  test.each<[string, object]>([
    ['', {}],
    ['--profile dev', { profile: 'dev' }],
    ['--profile=dev --device --no-browser', { profile: 'dev', device: true, noBrowser: true }],
    ['--identity pull', { identity: 'pull' }],
    ['--all', { all: true }],
    [`${HOST} --device`, { registries: [HOST], device: true }],
    [
      `https://${HOST}/v2/ public.ecr.aws --profile dev`,
      {
        registries: [`https://${HOST}/v2/`, 'public.ecr.aws'],
        profile: 'dev',
      },
    ],
  ])('%s', (words, expected) => {
    expect(parseLogin(words.split(' ').filter(Boolean))).toEqual({ ...NOTHING, ...expected });
  });
});

describe('refuses', () => {
  test.each([
    ['--profile', 'argument missing'],
    ['--profile=', '--profile is empty'],
    ['--identity=', '--identity is empty'],
    ['--profile a --identity b', 'exclude each other'],
    ['--all --profile a', '--all means everything'],
    [`--all ${HOST}`, '--all means everything'],
    ['--device=yes', 'does not take an argument'],
    ['--browser', 'there is no option --browser'],
  ])('%s', (words, says) => {
    const message = expect.stringContaining(says);
    expect(() => parseLogin(words.split(' '))).toThrow(expect.objectContaining({ code: 'USAGE', message }));
  });
});
