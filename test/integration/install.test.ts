import { chmod, lstat, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { randomDockerConfig } from '../fakes/json-texts.ts';
import { forEachInstaller } from './installing.ts';
import { REGISTRY } from './person.ts';
import { seededRandom } from './seeded-random.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

/** Root may write everything, so that a mode says nothing to it. */
const asUser = process.getuid?.() === 0 ? test.skip : test;

const OTHER = '222222222222.dkr.ecr.eu-west-1.amazonaws.com';
const CONFIG = '.config/docker-credential-ecr/config.json';
const SECRET = 'c2VjcmV0OnRoYXQtbm9ib2R5LW1heS1zZWU=';

forEachInstaller((scene) => {
  const belongings = () => treeOf(scene.person.folder);
  const dockerConfig = () => join(scene.person.home, '.docker', 'config.json');
  const content = () => readFile(dockerConfig(), 'utf8');
  const ourConfig = (value: unknown) => scene.person.write(CONFIG, JSON.stringify(value));

  describe('install', () => {
    test('makes a private file where there is none', async () => {
      expect(await scene.says(`install ${REGISTRY}`)).toEqual([
        `~/.docker/config.json: "${REGISTRY}" under credHelpers is now "ecr"`,
        '~/.config/docker-credential-ecr/installed.json: remembers what uninstall has to undo',
      ]);
      expect(await content()).toBe(`{\n\t"credHelpers": {\n\t\t"${REGISTRY}": "ecr"\n\t}\n}\n`);
      expect((await stat(dockerConfig())).mode & 0o777).toBe(0o600);
      expect((await stat(join(scene.person.home, '.docker'))).mode & 0o777).toBe(0o700);
    });

    test('says that Docker finds no program where none is on PATH', async () => {
      await rm(join(scene.person.programs, 'docker-credential-ecr'));
      expect((await scene.says(`install ${REGISTRY}`)).at(-1)).toMatch(
        /^Docker runs docker-credential-ecr from PATH, and there is none; (add .*dist to PATH|link it there: ln -s .*)$/,
      );
    });

    test('changes nothing the second time, and says so', async () => {
      await scene.writeDockerConfig('{ "auths" : {} }');
      await scene.says(`install ${REGISTRY}`);
      const before = await belongings();
      const { mtimeMs } = await stat(dockerConfig());
      expect(await scene.says(`install ${REGISTRY}`)).toEqual(['nothing to change in ~/.docker/config.json']);
      expect(await belongings()).toEqual(before);
      expect((await stat(dockerConfig())).mtimeMs).toBe(mtimeMs);
    });

    test('takes hosts in any spelling', async () => {
      await scene.says(`install https://${REGISTRY.toUpperCase()}:443/v2/ ${REGISTRY} PUBLIC.ecr.aws`);
      expect(JSON.parse(await content())).toEqual({
        credHelpers: { [REGISTRY]: 'ecr', 'public.ecr.aws': 'ecr' },
      });
    });

    test('takes names of the configuration file, and without any all that it names', async () => {
      await ourConfig({
        registries: {
          'dev/ecr': { host: REGISTRY },
          slow: { host: OTHER, autoProvision: false },
          mirror: { host: 'images.example.com', registry: OTHER },
          eu: { host: '*.dkr.ecr.eu-west-1.amazonaws.com' },
        },
      });
      await scene.says('install dev/ecr');
      expect(JSON.parse(await content())).toEqual({ credHelpers: { [REGISTRY]: 'ecr' } });
      const lines = await scene.says('install');
      expect(lines).toContain(
        "eu (*.dkr.ecr.eu-west-1.amazonaws.com) is a pattern, and Docker's credHelpers take none; to serve all registries run: docker-credential-ecr install --creds-store",
      );
      expect(JSON.parse(await content())).toEqual({
        credHelpers: { [REGISTRY]: 'ecr', [OTHER]: 'ecr', 'images.example.com': 'ecr' },
      });
    });

    test('says what another helper is replaced', async () => {
      await scene.writeDockerConfig(`{"credHelpers": {"${REGISTRY}": "ecr-login"}}`);
      expect((await scene.says(`install ${REGISTRY}`))[0]).toBe(
        `~/.docker/config.json: "${REGISTRY}" under credHelpers is now "ecr" (was "ecr-login")`,
      );
    });

    test('writes where DOCKER_CONFIG says', async () => {
      const directory = join(scene.person.folder, 'docker');
      await scene.says(`install ${REGISTRY}`, { DOCKER_CONFIG: directory });
      expect(JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'))).toEqual({
        credHelpers: { [REGISTRY]: 'ecr' },
      });
      expect((await belongings()).map(({ path }) => path)).not.toContain('home/.docker');
      await scene.says('uninstall');
      await expect(lstat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    test.each<[string, string, number]>([
      ['tabs', '{\n\t"auths": {},\n\t"detachKeys": "ctrl-q"\n}\n', 0o600],
      ['two blanks, no end', '{\n  "auths": {}\n}', 0o644],
      ['Windows', '\uFEFF{\r\n    "auths": {}\r\n}\r\n', 0o400],
      ['one line', '{"auths":{},"credHelpers":{"a.example.com":"pass"}}', 0o640],
      ['nothing', '', 0o600],
    ])('keeps layout and mode: %s', async (_, text, mode) => {
      const path = await scene.writeDockerConfig(text, mode);
      const before = await belongings();
      await scene.says(`install ${REGISTRY} ${OTHER}`);
      const { credHelpers, ...rest } = JSON.parse((await content()).replace(/^\uFEFF/, ''));
      expect(credHelpers).toMatchObject({ [REGISTRY]: 'ecr', [OTHER]: 'ecr' });
      const { credHelpers: former, ...others } = JSON.parse(text.replace(/^\uFEFF/, '') || '{}');
      expect(rest).toEqual(others);
      expect((await stat(path)).mode & 0o777).toBe(mode);
      await scene.says('uninstall');
      expect(await belongings()).toEqual(before);
    });

    test('leaves a link a link, and makes what a dangling one leads to', async () => {
      const { person } = scene;
      await mkdir(join(person.home, '.docker'));
      await symlink('../dotfiles/docker.json', dockerConfig());
      const before = await belongings();
      await scene.says(`install ${REGISTRY}`);
      expect((await lstat(dockerConfig())).isSymbolicLink()).toBe(true);
      expect(JSON.parse(await readFile(join(person.home, 'dotfiles', 'docker.json'), 'utf8'))).toHaveProperty(
        'credHelpers',
      );
      await scene.says(`install ${OTHER}`);
      await scene.says('uninstall');
      expect(await belongings()).toEqual(before);
    });

    test('by several at once does all', async () => {
      const hosts = [1, 2, 3, 4, 5, 6].map(
        (digit) => `${`${digit}`.repeat(12)}.dkr.ecr.us-east-1.amazonaws.com`,
      );
      await Promise.all(hosts.map((host) => scene.says(`install ${host} --alias ecr-login`)));
      expect(Object.keys(JSON.parse(await content()).credHelpers).sort()).toEqual(hosts);
      await Promise.all(hosts.map((host) => scene.says(`uninstall ${host}`)));
      await scene.says('uninstall --alias ecr-login');
      // A directory that one has made and another was first to use may be left.
      const left = (await belongings()).filter(({ kind }) => kind !== 'directory');
      expect(left.map(({ path }) => path)).toEqual(['programs/docker-credential-ecr']);
    });

    test('remembers in a place of its own where the configuration file is named, which may be read-only', async () => {
      const named = await scene.person.write('shared/ecr.json', '{"fallbackHelper": "pass"}', 0o400);
      const before = await belongings();
      const env = { DOCKER_CREDENTIAL_ECR_CONFIG: named };
      expect(await scene.says(`install ${REGISTRY}`, env)).toContain(
        '~/.config/docker-credential-ecr/installed.json: remembers what uninstall has to undo',
      );
      await scene.says('uninstall');
      expect(await belongings()).toEqual(before);
    });

    test('--dry-run shows the difference with no secret, and changes nothing', async () => {
      await scene.writeDockerConfig(
        `{"auths":{"registry.example.com":{"auth":"${SECRET}"}},"credsStore":"pass"}`,
      );
      const before = await belongings();
      const lines = await scene.says(`install ${REGISTRY} --creds-store --alias ecr-login --dry-run`);
      expect(lines).toContain('-{"auths":{"registry.example.com":{"auth":"***"}},"credsStore":"pass"}');
      expect(lines).toContain(
        `+{"auths":{"registry.example.com":{"auth":"***"}},"credsStore":"ecr","credHelpers":{"${REGISTRY}":"ecr"}}`,
      );
      expect(lines).toContain('nothing is changed (--dry-run); without it:');
      expect(lines.join('\n')).not.toContain(SECRET);
      expect(await belongings()).toEqual(before);
    });

    test('remembers no secret', async () => {
      await scene.writeDockerConfig(
        `{"auths":{"registry.example.com":{"auth":"${SECRET}"}},"credsStore":"pass"}`,
      );
      await scene.says(`install ${REGISTRY} --creds-store`);
      const files = (await treeOf(scene.person.home)).filter(({ path }) => path !== '.docker/config.json');
      expect(files.length).toBeGreaterThan(2);
      expect(JSON.stringify(files)).not.toContain(SECRET);
    });
  });

  describe('uninstall', () => {
    test('gives back any file byte for byte', async () => {
      const random = seededRandom(3);
      for (let count = 0; count < 12; count += 1) {
        await scene.writeDockerConfig(randomDockerConfig(random), random.pick([0o600, 0o644]));
        const before = await belongings();
        for (const words of [REGISTRY, 'public.ecr.aws', '--creds-store --alias ecr-login']) {
          await scene.says(`install ${words}`);
        }
        for (const words of random.pick([
          [''],
          [REGISTRY, 'public.ecr.aws', '--creds-store', '--alias ecr-login'],
          ['--creds-store', ''],
        ])) {
          await scene.says(`uninstall ${words}`);
        }
        expect(await belongings()).toEqual(before);
      }
    });

    test('removes what install made, where there was nothing', async () => {
      const before = await belongings();
      await scene.says(`install ${REGISTRY} --creds-store --alias ecr-login`);
      expect(await scene.says('uninstall')).toEqual([
        expect.stringMatching(/\/docker-credential-ecr-login is removed$/),
        `~/.docker/config.json: "${REGISTRY}" under credHelpers is gone`,
        '~/.docker/config.json: credsStore is gone, and the file with it: it held nothing else',
        '~/.config/docker-credential-ecr/installed.json: removed: there is nothing more to undo',
      ]);
      expect(await belongings()).toEqual(before);
    });

    test('keeps what others have done since', async () => {
      await scene.says(`install ${REGISTRY} ${OTHER}`);
      const now = {
        auths: { 'registry.example.com': {} },
        credHelpers: { [OTHER]: 'pass', [REGISTRY]: 'ecr' },
      };
      await scene.writeDockerConfig(JSON.stringify(now, null, '\t'));
      expect(await scene.says('uninstall')).toEqual([
        `~/.docker/config.json: "${REGISTRY}" under credHelpers is gone`,
        '~/.config/docker-credential-ecr/installed.json: removed: there is nothing more to undo',
        `~/.docker/config.json: "${OTHER}" under credHelpers is "pass" by now, so it is left`,
      ]);
      expect(await content()).toBe(JSON.stringify({ ...now, credHelpers: { [OTHER]: 'pass' } }, null, '\t'));
    });

    test('takes entries out that nobody has remembered', async () => {
      await scene.writeDockerConfig(`{"credHelpers": {"https://${REGISTRY}/v2/": "ecr", "x": "pass"}}`);
      expect(await scene.says(`uninstall ${REGISTRY}`)).toEqual([
        `~/.docker/config.json: "https://${REGISTRY}/v2/" under credHelpers is gone`,
      ]);
      expect(await content()).toBe('{"credHelpers": {"x": "pass"}}');
    });

    test('leaves nothing of what was made, though a person has put another of its entries there', async () => {
      const before = await belongings();
      await scene.says(`install ${REGISTRY}`);
      await scene.writeDockerConfig(JSON.stringify({ credHelpers: { [REGISTRY]: 'ecr', [OTHER]: 'ecr' } }));
      await scene.says('uninstall');
      expect(await belongings()).toEqual(before);
    });

    test('of what is gone shows by --dry-run what is forgotten, and forgets nothing', async () => {
      await scene.says(`install ${REGISTRY}`);
      await scene.writeDockerConfig('{}');
      const before = await belongings();
      expect(await scene.says('uninstall --dry-run')).toEqual([
        'nothing is changed (--dry-run); without it:',
        '  ~/.config/docker-credential-ecr/installed.json: removed: there is nothing more to undo',
        `  ~/.docker/config.json: "${REGISTRY}" under credHelpers is gone already`,
      ]);
      expect(await belongings()).toEqual(before);
    });

    test('of what is not there says so', async () => {
      await scene.writeDockerConfig(`{"credHelpers": {"${REGISTRY}": "pass"}, "credsStore": "desktop"}`);
      const before = await belongings();
      expect(await scene.says('uninstall')).toEqual(['nothing to undo in ~/.docker/config.json']);
      expect(await scene.says(`uninstall ${REGISTRY} ${OTHER} --creds-store`)).toEqual([
        `~/.docker/config.json: "${REGISTRY}" under credHelpers is "pass", not this helper, so it is left`,
        `~/.docker/config.json: "${OTHER}" under credHelpers is not there`,
        '~/.docker/config.json: credsStore is "desktop", not this helper, so it is left',
      ]);
      expect(await belongings()).toEqual(before);
    });

    test('works where the configuration file does not', async () => {
      const before = await belongings();
      await scene.says(`install ${REGISTRY}`);
      const file = await scene.person.write(CONFIG, '{');
      await scene.says('uninstall');
      await rm(file);
      await rm(join(scene.person.home, '.config'), { recursive: true });
      expect(await belongings()).toEqual(before);
    });

    test('does not obey a record that is damaged', async () => {
      await scene.writeDockerConfig(`{"credHelpers": {"${REGISTRY}": "ecr-login"}}`);
      await scene.says(`install ${REGISTRY}`);
      const record = await scene.person.write(
        '.config/docker-credential-ecr/installed.json',
        '{"version": 1',
      );
      const { code, stdout, stderr } = await scene.command('uninstall');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: `~/.docker/config.json: "${REGISTRY}" under credHelpers is gone\n`,
      });
      expect(stderr).toContain(
        `${record}, which remembers what install has done, is damaged and not obeyed; `,
      );
    });

    test('--dry-run changes nothing', async () => {
      await scene.says(`install ${REGISTRY}`);
      const before = await belongings();
      expect(await scene.says('uninstall --dry-run')).toContain(`-\t\t"${REGISTRY}": "ecr"`);
      expect(await belongings()).toEqual(before);
    });
  });

  describe('one line, and nothing half-done:', () => {
    /** Runs commands that fail because of Docker's config. Returns the lines. */
    const failing = async (...commands: string[]) => {
      const before = await belongings();
      const lines: string[] = [];
      for (const words of commands) lines.push(await scene.fails(words, 1));
      expect(await belongings()).toEqual(before);
      return lines;
    };
    const both = [`install ${REGISTRY} --creds-store --alias ecr-login`, 'uninstall'];

    test.each<[string, string, string]>([
      [
        'no JSON',
        `{\n  "auths": {"x": {"auth": "${SECRET}"}},\n}\n`,
        'line 3, column 1: this is no JSON: there is a comma too many before }; correct line 3 of it; it is left as it is',
      ],
      [
        'half of it',
        `{"auths": {"x": {"auth": "${SECRET.slice(0, 9)}`,
        'line 1, column 26: this is no JSON: ',
      ],
      ['a list', '[]', 'line 1, column 1: this is no JSON: expected { at the beginning; '],
      [
        'a name twice',
        '{"credHelpers": {},\n"credHelpers": {}}',
        'line 2, column 1: this is no JSON: the name "credHelpers" stands twice',
      ],
      ['credHelpers a list', '{"credHelpers": []}', ': credHelpers is no object, so it is left as it is; '],
      [
        'an entry a number',
        '{"credHelpers": {"a": 1}}',
        ': "a" under credHelpers is no text, so it is left as it is; ',
      ],
    ])('%s', async (_, text, what) => {
      const path = await scene.writeDockerConfig(text);
      for (const line of await failing(...both)) {
        expect(line).toContain(path);
        expect(line).toContain(what);
        expect(line).not.toContain(SECRET.slice(0, 9));
      }
    });

    test('no UTF-8', async () => {
      await writeFile(await scene.writeDockerConfig(''), Buffer.from('\uFEFF{}', 'utf16le'));
      for (const line of await failing(...both))
        expect(line).toContain(`${dockerConfig()} is no text in UTF-8`);
    });

    test('a directory, and a link to itself', async () => {
      await mkdir(dockerConfig(), { recursive: true });
      for (const line of await failing(...both))
        expect(line).toContain(`${dockerConfig()} can't be read (it is no file); `);
      await rm(dockerConfig(), { recursive: true });
      await symlink('config.json', dockerConfig());
      for (const line of await failing(...both))
        expect(line).toContain(`${dockerConfig()} can't be read (ELOOP); `);
    });

    test('a file in the place of the directory', async () => {
      const file = await scene.person.write('.docker', 'mine');
      for (const line of await failing(...both))
        expect(line).toContain(`${file}/config.json can't be read (ENOTDIR); `);
    });

    asUser('a directory that may not be written, with a file and without', async () => {
      await scene.writeDockerConfig('{}');
      await chmod(join(scene.person.home, '.docker'), 0o500);
      const [line] = await failing(`install ${REGISTRY} --alias ecr-login`);
      expect(line).toContain(
        `${dockerConfig()} can't be written (EACCES); make ${scene.person.home}/.docker a directory that you may write`,
      );
      await chmod(join(scene.person.home, '.docker'), 0o700);
    });

    asUser('a file that may not be read', async () => {
      const path = await scene.writeDockerConfig('{}', 0);
      expect(await scene.fails(`install ${REGISTRY}`, 1)).toContain(`${path} can't be read (EACCES); `);
      await chmod(path, 0o600);
    });

    test('a record where none can be', async () => {
      await scene.writeDockerConfig('{}');
      await scene.person.write('.config', 'mine');
      const [line] = await failing(`install ${REGISTRY}`);
      expect(line).toContain('.config/docker-credential-ecr/');
    });

    test.each<[string, string]>([
      ['install', 'no REGISTRY is named, and '],
      ['install example.com', '"example.com" is no ECR registry; run: docker-credential-ecr install --help'],
      [`install ${REGISTRY} dev/ecr`, '"dev/ecr" is no ECR registry; '],
      [
        'install *.dkr.ecr.us-east-1.amazonaws.com',
        "is a pattern, and Docker's credHelpers take none; to serve all registries run: docker-credential-ecr install --creds-store",
      ],
      ['install --alias ecr', '--alias is "ecr"'],
      ['install --alias a/b', 'takes letters, digits, - and _ alone'],
      ['install --dryrun', 'did you mean --dry-run?'],
      ['uninstall example.com', '"example.com" is no ECR registry; '],
    ])('%s', async (words, what) => {
      const before = await belongings();
      expect(await scene.fails(words, 2)).toContain(what);
      expect(await belongings()).toEqual(before);
    });

    test('nothing but patterns', async () => {
      await ourConfig({ registries: { eu: { host: '*.dkr.ecr.eu-west-1.amazonaws.com' } } });
      expect(await scene.fails('install', 2)).toContain(
        "names only patterns, and Docker's credHelpers take none: eu (*.dkr.ecr.eu-west-1.amazonaws.com); name a REGISTRY, or to serve all registries run: docker-credential-ecr install --creds-store",
      );
    });
  });

  test('a file that was moved away is not made again by uninstall', async () => {
    await scene.says(`install ${REGISTRY}`);
    await rename(dockerConfig(), join(scene.person.home, 'moved'));
    expect(await scene.says('uninstall')).toContain(
      `~/.docker/config.json: "${REGISTRY}" under credHelpers is gone already`,
    );
    expect((await treeOf(scene.person.home)).map(({ path }) => path)).toEqual(['moved']);
  });
});
