import { beforeEach, expect, test } from '@jest/globals';
import { PASTED } from '../../../src/ecr/cache.ts';
import { NOW } from '../../fakes/context.ts';
import { rejectionOf } from '../../fakes/thrown.ts';
import { allIsWell, OTHER, REGISTRY, statusScene } from './status-scene.ts';

const scene = statusScene();
const { write, at, link } = scene;
beforeEach(() => allIsWell(scene));

const OWN = 'home/.config/docker-credential-ecr/config.json';
const KEPT = '333333333333.dkr.ecr.us-east-1.amazonaws.com';

const hosts = async (...args: string[]) =>
  (await scene.json(...args)).registries.map(({ registry }) => registry);

/** Keeps a token as `docker login` would. */
const keep = (serverURL: string, host: string) => {
  const token = { version: 1, host, fingerprint: PASTED, serverURL, username: 'AWS', password: 'secret' };
  const file = `home/.cache/docker-credential-ecr/${host}.${PASTED}.json`;
  write(file, { ...token, issuedAt: NOW, expiresAt: NOW + 1000 });
};

test("tells of what is configured, in Docker's config, and kept; each once and sorted", async () => {
  write(OWN, {
    registries: {
      eu: { host: '*.dkr.ecr.eu-west-1.amazonaws.com' },
      mine: { host: 'images.example.com', registry: OTHER },
      main: { host: REGISTRY.toUpperCase() },
    },
  });
  link('bin/docker-credential-alias', at('opt/docker-credential-ecr'));
  const credHelpers = {
    [`https://${REGISTRY}/v2/`]: 'ecr',
    [REGISTRY]: 'ecr',
    [OTHER]: 'alias',
    'gcr.io': 'gcloud',
  };
  const others = { 'public.ecr.aws': 'pass', 'example.com': 'ecr' };
  write('home/.docker/config.json', { credHelpers: { ...credHelpers, ...others } });
  keep(`https://${KEPT}/`, KEPT);
  keep(REGISTRY, REGISTRY);
  expect(await hosts()).toEqual([REGISTRY, OTHER, KEPT, 'images.example.com']);
});

test('where this helper is the store, tells of what has a password there', async () => {
  const auths = { [REGISTRY]: { auth: 'QVdTOng=' }, [OTHER]: {}, 'example.com': { auth: 'QVdTOng=' } };
  write('home/.docker/config.json', { credsStore: 'ecr', auths });
  expect(await hosts()).toEqual([REGISTRY]);
});

test('tells only of those named, known or not', async () => {
  write(OWN, { registries: { two: { host: OTHER } } });
  expect(await hosts('two', `https://${KEPT}/v2/`, OTHER)).toEqual([OTHER, KEPT]);
});

test.each([['nobody'], ['example.com'], ['eu']])('calls %s a mistake of use', async (named) => {
  write(OWN, { registries: { eu: { host: '*.dkr.ecr.eu-west-1.amazonaws.com' } } });
  expect(await rejectionOf(scene.run(named))).toMatchObject({ code: 'USAGE' });
});

test('names what is wrong with the configuration file, where only that could tell what is meant', async () => {
  write(OWN, 'nonsense');
  expect(await rejectionOf(scene.run('two'))).toMatchObject({ code: 'CONFIG_INVALID' });
  expect(await hosts(OTHER)).toEqual([OTHER]);
});
