import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PROJECT } from '../../build/paths.ts';
import { filesThatEnd, json, textOf, yaml } from './read.ts';

const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };

describe('every ready-made file', () => {
  test.each(filesThatEnd('.json'))('%s is JSON', (path) => {
    expect(json(path)).toBeInstanceOf(Object);
  });

  test.each(filesThatEnd('.yml', '.yaml'))('%s is YAML', (path) => {
    expect(yaml(path)).toBeInstanceOf(Object);
  });

  test.each(filesThatEnd('.json', '.yml', '.yaml', 'Dockerfile'))('%s names this version, if any', (path) => {
    const named = textOf(path).match(/(?<=(?:ECR_VERSION=|"version": "|"latest", "))\d[\w.+-]*/g) ?? [];
    expect(named.filter((each) => each !== version)).toEqual([]);
  });

  test.each(filesThatEnd('.json', '.yml', '.yaml'))('%s names only accounts that are nobody’s', (path) => {
    const accounts = textOf(path).match(/\b\d{12}\b/g) ?? [];
    expect(new Set([...accounts, '111111111111'])).toEqual(new Set(['111111111111']));
  });
});

describe('Gitpod Classic', () => {
  test('runs the one line at every start, and not in a prebuild', () => {
    const { tasks } = yaml('gitpod/.gitpod.yml');
    expect(tasks).toEqual([{ name: 'ECR', command: expect.stringMatching(/bootstrap\.sh" \| sh$/) }]);
  });
});

describe('Ona', () => {
  const { tasks, services } = yaml('ona/automations.yaml');

  /** https://ona.com/docs/ona/reference/automations-yaml-schema */
  const TRIGGERS = ['manual', 'postDevcontainerStart', 'postEnvironmentStart', 'prebuild', 'beforeSnapshot'];

  test('has tasks of the form that it reads', () => {
    expect(services).toBeUndefined();
    for (const [key, task] of Object.entries<Record<string, unknown>>(tasks)) {
      expect(key).toMatch(/^[a-zA-Z0-9_-]{1,128}$/);
      expect(Object.keys(task).sort()).toEqual(['command', 'description', 'name', 'triggeredBy']);
      expect(TRIGGERS).toEqual(expect.arrayContaining(task.triggeredBy as string[]));
    }
  });

  test('sets nothing up in a prebuild, where there are no secrets', () => {
    const prebuilt = Object.values<{ triggeredBy: string[]; command: string }>(tasks).filter(
      ({ triggeredBy }) => triggeredBy.includes('prebuild'),
    );
    expect(prebuilt.map(({ command }) => command)).toEqual([expect.stringMatching(/--no-from-env$/)]);
  });
});

describe('the dev container Feature', () => {
  const [path = ''] = filesThatEnd('devcontainer-feature.json');
  const feature = json(path);

  test('lies in a folder of its id', () => {
    expect(feature.id).toBe(basename(dirname(path)));
  });

  test('has options that install.sh reads', () => {
    const script = textOf(join(dirname(path), 'install.sh'));
    expect(Object.keys(feature.options)).toEqual([
      'version',
      'baseUrl',
      'withAwsCli',
      'withSessionManagerPlugin',
    ]);
    for (const [name, option] of Object.entries<{ default: unknown }>(feature.options)) {
      expect(script).toContain(`"\${${name.toUpperCase()}:=${option.default}}"`);
    }
  });

  test('is used by the example with options that it has', () => {
    const { features } = json('devcontainer/devcontainer.json');
    expect(Object.keys(feature.options)).toEqual(
      expect.arrayContaining(Object.keys(features['./docker-credential-ecr'])),
    );
  });
});

describe('the GitHub Action', () => {
  const { inputs, runs } = yaml('github-action/action.yml');

  test('hands every input to its script as a variable, and none to a shell as text', () => {
    const [step] = runs.steps;
    expect(runs).toMatchObject({ using: 'composite', steps: [{ shell: 'sh' }] });
    expect(step.run).not.toContain('${{');
    const used = Object.values<string>(step.env).map((text) => /inputs\.([\w-]+) /.exec(text)?.[1]);
    expect(used.sort()).toEqual(Object.keys(inputs).sort());
    const script = textOf('github-action/set-up.sh');
    for (const variable of Object.keys(step.env)) expect(script).toContain(variable);
  });

  test('is used by the example with inputs that it has, and the right to a token', () => {
    const { permissions, jobs } = yaml('github-action/example-workflow.yml');
    expect(permissions['id-token']).toBe('write');
    const [, use] = jobs.build.steps;
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(use.with)));
  });
});

describe('GitLab CI', () => {
  test('has the token that its configuration names', () => {
    const { build } = yaml('gitlab/.gitlab-ci.yml');
    expect(Object.keys(build.id_tokens)).toEqual(['AWS_ID_TOKEN']);
    expect(build.before_script.join('\n')).toContain(
      '"webIdentity": { "source": "gitlab", "name": "AWS_ID_TOKEN" }',
    );
  });
});
