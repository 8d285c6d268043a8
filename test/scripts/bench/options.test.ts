import { expect, test } from '@jest/globals';
import { readOptions } from '../../../scripts/bench/options.ts';

test('without variables, all is measured, with 30 rounds, and the peer is looked for', () => {
  const { runs, only, peer } = readOptions({ RUNS: '', ONLY: '', PEER: '' });
  expect({ runs, peer }).toEqual({ runs: 30, peer: undefined });
  expect(only.test('hit, static keys, TLS, 0 ms')).toBe(true);
});

test('variables choose', () => {
  const { runs, only, peer } = readOptions({ RUNS: '5', ONLY: '^cold.*sso', PEER: '/opt/helper' });
  expect({ runs, peer }).toEqual({ runs: 5, peer: '/opt/helper' });
  expect(only.test('cold, SSO profile, TLS, 50 ms')).toBe(true);
  expect(only.test('hit, SSO profile, TLS, 50 ms')).toBe(false);
});

test.each([
  [{ RUNS: '0' }, 'RUNS'],
  [{ RUNS: '2.5' }, 'RUNS'],
  [{ RUNS: 'many' }, 'RUNS'],
  [{ ONLY: '(' }, 'ONLY'],
])('%j is refused', (env, name) => expect(() => readOptions(env)).toThrow(name));
