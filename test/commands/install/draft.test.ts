import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { addSettings } from '../../../src/aws/config-edit.ts';
import { carryOut } from '../../../src/commands/install/carry-out.ts';
import { InstallDraft } from '../../../src/commands/install/draft.ts';
import { readInstalledRecord } from '../../../src/commands/install/installed-record.ts';
import { putEntries, putLines, putMember } from '../../../src/commands/install/steps.ts';
import { takeAllOf } from '../../../src/commands/uninstall/steps.ts';
import { removeEmptyDirectories } from '../../../src/editing/made-directories.ts';
import { type FakeContext, fakeContext } from '../../fakes/context.ts';
import { temporaryDirectory } from '../../fakes/temporary-directory.ts';
import { thrownBy } from '../../fakes/thrown.ts';

const at = temporaryDirectory();
const HOST = '111111111111.dkr.ecr.us-east-1.amazonaws.com';

/** Carries out what is drafted. Returns the lines that are said. */
function run(
  recordComes: 'first' | 'last',
  work: (draft: InstallDraft, context: FakeContext) => void,
): string[] {
  const context = fakeContext({ home: at() });
  const draft = new InstallDraft(readInstalledRecord(context, () => {}));
  work(draft, context);
  const plan = draft.plan();
  carryOut(plan, { dryRun: false, recordComes }, context);
  if (recordComes === 'last') removeEmptyDirectories(plan.directories);
  return context.stdout().split('\n').slice(0, -1);
}

/** Adds a profile to an AWS config, as others do who draft with this. */
function addProfile(draft: InstallDraft, name: string): void {
  const { text, added } = addSettings(draft.textOf(at('aws', 'config')) ?? '', `profile ${name}`, [
    ['region', 'x'],
  ]);
  putLines(draft, at('aws', 'config'), text, added, `[profile ${name}] is added`);
}

const uninstall = () =>
  run('last', (draft, context) => {
    for (const path of Object.keys(draft.record.files)) takeAllOf(draft, path, context);
  });

describe('blocks of text', () => {
  const config = () => readFileSync(at('aws', 'config'), 'utf8');

  test('are removed with the file and directory that were made for them', () => {
    const lines = run('first', (draft) => {
      addProfile(draft, 'one');
      addProfile(draft, 'two');
    });
    expect(lines.slice(0, 2)).toEqual([
      '~/aws/config: [profile one] is added',
      '~/aws/config: [profile two] is added',
    ]);
    expect(config()).toBe('[profile one]\nregion = x\n\n[profile two]\nregion = x\n');
    expect(uninstall()).toContain(
      '~/aws/config: [profile two] is gone, and the file with it: it held nothing else',
    );
    expect(readdirSync(at())).toEqual([]);
  });

  test('are removed from a file that was there, byte for byte', () => {
    mkdirSync(at('aws'));
    writeFileSync(at('aws', 'config'), '# mine\r\n[default]');
    run('first', (draft) => addProfile(draft, 'one'));
    run('first', (draft) => addProfile(draft, 'two'));
    uninstall();
    expect(config()).toBe('# mine\r\n[default]');
    expect(existsSync(at('.config'))).toBe(false);
  });

  test('are left where they do not stand as they were', () => {
    run('first', (draft) => {
      addProfile(draft, 'one');
      addProfile(draft, 'two');
    });
    writeFileSync(at('aws', 'config'), config().replace('one]\nregion = x', 'one]\nregion = mine'));
    const lines = uninstall();
    expect(lines).toContain('~/aws/config: [profile one] was changed since, so it is left');
    expect(config()).toBe('[profile one]\nregion = mine\n');
    expect(uninstall()).toEqual([]);
  });

  test('of a file that is gone are gone', () => {
    run('first', (draft) => addProfile(draft, 'one'));
    rmSync(at('aws'), { recursive: true });
    expect(uninstall()).toContain('~/aws/config: [profile one] is gone already');
  });
});

test('several can change one file and others in one run, which one uninstall takes back', () => {
  writeFileSync(at('ours.json'), '{ }');
  run('first', (draft, context) => {
    putMember(draft, at('ours.json'), ['identities', 'w'], { roleArn: 'r' }, 'identities.w is added');
    putMember(
      draft,
      at('ours.json'),
      ['registries', 'r'],
      { host: HOST, identity: 'w' },
      'registries.r is added',
    );
    putEntries(draft, at('docker.json'), [HOST, HOST], context);
    addProfile(draft, 'one');
  });
  expect(JSON.parse(readFileSync(at('ours.json'), 'utf8'))).toEqual({
    identities: { w: { roleArn: 'r' } },
    registries: { r: { host: HOST, identity: 'w' } },
  });
  uninstall();
  expect(readdirSync(at())).toEqual(['ours.json']);
  expect(readFileSync(at('ours.json'), 'utf8')).toBe('{ }');
});

test('nothing is changed where one of several files can not be', () => {
  writeFileSync(at('ours.json'), '{');
  const draft = () =>
    run('first', (each, context) => {
      addProfile(each, 'one');
      putEntries(each, at('ours.json'), [HOST], context);
    });
  expect(thrownBy(draft).code).toBe('FILE_INVALID');
  expect(readdirSync(at())).toEqual(['ours.json']);
});
