import { expect, test } from '@jest/globals';
import { accessKeyAccount } from '../../src/aws/access-key-account.ts';
import { makeAccessKeyId, makeOldAccessKeyId } from '../fakes/aws/access-key-id.ts';

test.each([
  // The example that both publications decode.
  ['ASIAY34FZKBOKMUTVV7A', '609629065308'],
  ['AKIAIOSFODNN7EXAMPLE', undefined],
  ['AKIAJ34FZKBOKMUTVV7A', undefined],
  ['AROAY34FZKBOKMUTVV7A', undefined],
  ['ASIAY34FZKBOKMUTVV7', undefined],
  ['ASIAY34FZKBOKMUTVV7AA', undefined],
  ['ASIAY34FZKBOKMUTVV18', undefined],
  ['asiay34fzkbokmutvv7a', undefined],
  // More than twelve digits.
  ['AKIA7777777777777777', undefined],
  ['', undefined],
])('%s is of account %s', (accessKeyId, account) => expect(accessKeyAccount(accessKeyId)).toBe(account));

test.each(['000000000000', '000000000001', '111111111111', '999999999999'])('finds %s again', (account) => {
  for (const prefix of ['AKIA', 'ASIA'] as const) {
    expect(accessKeyAccount(makeAccessKeyId(prefix, account))).toBe(account);
  }
});

test('finds nothing in a key made before 2019', () => {
  expect(accessKeyAccount(makeOldAccessKeyId())).toBeUndefined();
});
