import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { forEachInstaller } from './installing.ts';
import { REGISTRY } from './person.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

const CONFIG = '.config/docker-credential-ecr/config.json';

forEachInstaller((scene) => {
  const belongings = () => treeOf(scene.person.folder);
  const read = (path: string) => readFile(join(scene.person.home, path), 'utf8');

  describe('install --creds-store', () => {
    test('remembers the former store as fallbackHelper, in a file that it makes', async () => {
      await scene.writeDockerConfig('{\n\t"credsStore": "osxkeychain"\n}\n');
      const before = await belongings();
      expect(await scene.says('install --creds-store')).toEqual([
        '~/.docker/config.json: credsStore is now "ecr" (was "osxkeychain")',
        '~/.config/docker-credential-ecr/config.json: fallbackHelper is now "osxkeychain"',
        '~/.config/docker-credential-ecr/installed.json: remembers what uninstall has to undo',
      ]);
      expect(await read('.docker/config.json')).toBe('{\n\t"credsStore": "ecr"\n}\n');
      expect(JSON.parse(await read(CONFIG))).toEqual({ fallbackHelper: 'osxkeychain' });
      expect(await scene.says('install --creds-store')).toEqual([
        'nothing to change in ~/.docker/config.json',
      ]);
      expect(await scene.says('uninstall --creds-store')).toContain(
        '~/.docker/config.json: credsStore is "osxkeychain" again',
      );
      expect(await belongings()).toEqual(before);
    });

    test('writes into a file that is there, whose layout stays', async () => {
      await scene.writeDockerConfig('{"credsStore":"pass"}');
      const ours = '{\r\n  "identities": { "d": { "profile": "dev" } }\r\n}';
      await scene.person.write(CONFIG, ours, 0o644);
      const before = await belongings();
      await scene.says('install --creds-store');
      expect(await read(CONFIG)).toBe(
        '{\r\n  "identities": { "d": { "profile": "dev" } },\r\n  "fallbackHelper": "pass"\r\n}',
      );
      await scene.says('uninstall');
      expect(await belongings()).toEqual(before);
    });

    test('says whose passwords Docker finds no more where no helper is left for them', async () => {
      await scene.writeDockerConfig('{"auths": {"registry.example.com": {"auth": "eA=="}}}');
      const lines = await scene.says('install --creds-store');
      expect(lines.at(-1)).toMatch(
        /^Docker finds and keeps no passwords of registry\.example\.com now; .* fallbackHelper in .*config\.json$/,
      );
      await expect(read(CONFIG)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    test.each(['ecr', ''])('takes the store %j for none', async (store) => {
      await scene.writeDockerConfig(JSON.stringify({ credsStore: store }));
      const before = await belongings();
      await scene.says('install --creds-store');
      await expect(read(CONFIG)).rejects.toMatchObject({ code: 'ENOENT' });
      if (store === 'ecr') expect(await belongings()).toEqual(before);
      else await scene.says('uninstall');
      expect(await belongings()).toEqual(before);
    });

    test('is content with a fallbackHelper that is the former store already, and leaves it', async () => {
      await scene.writeDockerConfig('{"credsStore":"pass"}');
      await scene.person.write(CONFIG, '{"fallbackHelper": "pass"}');
      const before = await belongings();
      await scene.says('install --creds-store');
      await scene.says('uninstall');
      expect(await belongings()).toEqual(before);
    });

    test.each<[string, string, string]>([
      [
        '{"fallbackHelper": "desktop"}',
        'pass',
        'fallbackHelper is "desktop", but the credsStore that is to be replaced is "pass"; ',
      ],
      ['{}', '../x', 'the credsStore "../x" can\'t become the fallbackHelper of '],
      ['{"identity": {}}', 'pass', 'config.json: identity: '],
      ['{', 'pass', 'this is no JSON'],
    ])('with %s and the store %j fails, and changes nothing', async (ours, store, what) => {
      await scene.writeDockerConfig(JSON.stringify({ credsStore: store }));
      await scene.person.write(CONFIG, ours);
      const before = await belongings();
      expect(await scene.fails(`install --creds-store ${REGISTRY} --alias ecr-login`, 1)).toContain(what);
      expect(await belongings()).toEqual(before);
    });
  });

  describe('uninstall --creds-store', () => {
    test('leaves the store and the fallbackHelper that a person has set since', async () => {
      await scene.writeDockerConfig('{"credsStore":"pass"}');
      await scene.says('install --creds-store');
      await scene.writeDockerConfig('{"credsStore":"desktop"}');
      await scene.person.write(CONFIG, '{"fallbackHelper":"desktop"}');
      expect(await scene.says('uninstall --creds-store')).toEqual([
        '~/.config/docker-credential-ecr/installed.json: removed: there is nothing more to undo',
        '~/.docker/config.json: credsStore is "desktop" by now, so it is left',
        '~/.config/docker-credential-ecr/config.json: fallbackHelper is "desktop" by now, so it is left',
      ]);
      expect(await read('.docker/config.json')).toBe('{"credsStore":"desktop"}');
      expect(await read(CONFIG)).toBe('{"fallbackHelper":"desktop"}');
    });

    test('keeps the fallbackHelper that another Docker config needs', async () => {
      const other = join(scene.person.home, 'other');
      for (const path of ['.docker', 'other'])
        await scene.person.write(`${path}/config.json`, '{"credsStore":"pass"}');
      await scene.says('install --creds-store');
      await scene.says('install --creds-store', { DOCKER_CONFIG: other });
      await scene.says('uninstall --creds-store', { DOCKER_CONFIG: other });
      expect(JSON.parse(await read(CONFIG))).toEqual({ fallbackHelper: 'pass' });
      await scene.says('uninstall --creds-store');
      await expect(read(CONFIG)).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });
});
