import { expect, test } from '@jest/globals';
import { openLog } from '../src/log.ts';
import { fakeContext } from './fakes/context.ts';

test.each([[undefined], [''], ['0']])('DOCKER_CREDENTIAL_ECR_DEBUG %j writes nothing', (setting) => {
  const context = fakeContext({ env: { DOCKER_CREDENTIAL_ECR_DEBUG: setting } });
  openLog(context)('what', { fact: 1 });
  expect(context.stderr()).toBe('');
});

test.each([['1'], ['true'], ['yes'], ['00']])('DOCKER_CREDENTIAL_ECR_DEBUG %j writes a line', (setting) => {
  const context = fakeContext({ env: { DOCKER_CREDENTIAL_ECR_DEBUG: setting } });
  openLog(context)('what');
  expect(context.stderr()).toBe('2030-01-02T03:04:05.000Z docker-credential-ecr: what\n');
  expect(context.stdout()).toBe('');
});

test.each([
  [{}, 'what'],
  [{ text: 'a b', number: 1, flag: false }, 'what text="a b" number=1 flag=false'],
  [{ none: undefined, some: 'a' }, 'what some="a"'],
  [{ text: 'two\nlines\u001b' }, 'what text="two\\nlines\\u001b"'],
  [{ proxy: 'http://user:password@proxy' }, 'what proxy="http://user:[redacted]@proxy"'],
  [{ text: 'the secret-word' }, 'what text="the [redacted]"'],
])('the facts %j', (facts, line) => {
  const context = fakeContext({ env: { DOCKER_CREDENTIAL_ECR_DEBUG: '1', MY_SECRET: 'secret-word' } });
  openLog(context)('what', facts);
  expect(context.stderr()).toBe(`2030-01-02T03:04:05.000Z docker-credential-ecr: ${line}\n`);
});

test('what happened stays on one line', () => {
  const context = fakeContext({ env: { DOCKER_CREDENTIAL_ECR_DEBUG: '1' } });
  openLog(context)('a\nb\u001b[2Jc');
  expect(context.stderr()).toBe('2030-01-02T03:04:05.000Z docker-credential-ecr: a b [2Jc\n');
});
