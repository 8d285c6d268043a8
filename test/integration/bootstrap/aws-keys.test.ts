import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { bootstrapScene } from './scene.ts';
import { onThisMachine } from './workspace.ts';

const scene = bootstrapScene();

test.each([
  ['AWS_CLI', 'FB5DB77FD5C118B80511ADA8A6310ACC4672475C'],
  ['PLUGIN', '7959637124CE093AD501D47A2C4D4AFF6F6757EE'],
])(
  'the key of %s in the script is the one with the fingerprint that AWS publishes',
  async (name, fingerprint) => {
    const text = await readFile(scene.workspace.script, 'utf8');
    const base64 = new RegExp(`^${name}_KEY='([^']+)'`, 'm').exec(text)?.[1] ?? '';
    if (onThisMachine('gpg') === undefined) return;
    const shown = execFileSync(
      'gpg',
      ['--homedir', scene.workspace.folder, '--batch', '--show-keys', '--with-colons'],
      {
        input: Buffer.from(base64, 'base64'),
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    expect(/^fpr:+(\w+):/m.exec(`${shown}`)?.[1]).toBe(fingerprint);
    expect(text).toContain(`${name}_FINGERPRINT='${fingerprint}'`);
  },
);
