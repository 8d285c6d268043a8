import { expect, test } from '@jest/globals';
import type { WorkspaceTokenSource } from '../../src/aws/credential-source.ts';
import { fingerprint } from '../../src/aws/fingerprint.ts';
import { fakeContext } from '../fakes/context.ts';

const SOURCE: WorkspaceTokenSource = { kind: 'workspace-token', roleArn: 'r', tokenSource: 'gitpod' };

function of(change: Partial<WorkspaceTokenSource>): string {
  return fingerprint({ ...SOURCE, ...change }, undefined, fakeContext());
}

test('what decides a token’s identity changes the fingerprint', () => {
  const all = [
    of({}),
    of({ roleArn: 'other' }),
    of({ tokenSource: 'file', tokenOptions: { path: '/a' } }),
    of({ tokenSource: 'file', tokenOptions: { path: '/b' } }),
    of({ tokenSource: 'variable', tokenOptions: { name: 'A' } }),
    of({ tokenSource: 'command', tokenOptions: { command: ['a', 'b'] } }),
    of({ tokenSource: 'command', tokenOptions: { command: ['a b'] } }),
    of({ tokenOptions: { audience: 'x' } }),
    of({ sessionName: 'jane' }),
  ];
  expect(new Set(all).size).toBe(all.length);
});

test('what decides nothing does not', () => {
  expect(of({ tokenOptions: {} })).toBe(of({}));
  expect(of({ tokenOptions: { audience: undefined }, durationSeconds: 900 })).toBe(of({}));
  const one = { audience: 'x', name: 'N' };
  expect(of({ tokenOptions: { name: 'N', audience: 'x' } })).toBe(of({ tokenOptions: one }));
});
