import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { STATUS_SCHEMA, statusSchemaText } from '../../build/status-schema.ts';

test('the published JSON Schema is what the program knows of its output (else: make docs)', () => {
  expect(readFileSync(STATUS_SCHEMA, 'utf8')).toBe(statusSchemaText());
});
