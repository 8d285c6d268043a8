import { expect } from '@jest/globals';
import type { Ended } from './executables.ts';

/** What only a program's inside looks like: stacks, places in its code, values that were forgotten. */
const INSIDE =
  /\n\s+at |\.(m?js|cjs|ts):\d|\$bunfs|node:|undefined|\[object|unexpected [A-Z]|"?errno|Bun v\d/;

/** Checks that the text is one line for a person: named, whole, with nothing that could paint a terminal. */
export function expectCleanLine(text: string): void {
  expect(text).toMatch(/^docker-credential-ecr: [^\p{Cc}\p{Zl}\p{Zp}]+\n$/u);
  expect(text).not.toMatch(INSIDE);
}

/** Checks that a run failed with one line, the same for clients and people. Returns the line. */
export function expectFailure({ code, stdout, stderr }: Ended): string {
  expectCleanLine(stderr);
  expect({ code, stdout }).toEqual({ code: 1, stdout: stderr });
  return stderr;
}

/** Checks that a run answered all the same, and said one line on stderr. Returns the line. */
export function expectWarning({ code, stdout, stderr }: Ended): string {
  expectCleanLine(stderr);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\{.*\}\n$/) });
  return stderr;
}

/** The password in a `get`'s answer. */
export function passwordIn({ stdout }: Ended): string {
  return JSON.parse(stdout).Secret;
}
