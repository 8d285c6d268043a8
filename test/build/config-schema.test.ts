import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CONFIG_SCHEMA, configSchemaText } from '../../build/config-schema.ts';

test('the published JSON Schema is what the program validates by (else: make docs)', () => {
  expect(readFileSync(CONFIG_SCHEMA, 'utf8')).toBe(configSchemaText());
});
