// The README's pictures, from what a terminal really shows: called by `make pictures` through test/e2e/run.sh, with
// real Docker, real registries and a stand-in for AWS.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PROJECT } from '../build/paths.ts';
import { succeeded } from '../test/e2e/command.ts';
import { findDockerClients } from '../test/e2e/docker-clients.ts';
import { createPersonWithKeys } from '../test/e2e/people.ts';
import { createPerson } from '../test/e2e/person.ts';
import { firstRegistry, type RealParts, secondRegistry, startRealParts } from '../test/e2e/real-parts.ts';
import { readScreen } from './pictures/screen.ts';
import { typeAtTerminal } from './pictures/terminal.ts';
import { terminalSvg } from './pictures/terminal-svg.ts';

const COLUMNS = 120;
const START_URL = 'https://acme.awsapps.com/start';
const SSO_REGION = 'eu-west-1';
const PARTNER_HOST = '333333333333.dkr.ecr.us-east-1.amazonaws.com';
const IMAGE = `${firstRegistry.host}/shop/api:1.4`;

const parts = await startRealParts();
try {
  await pushImage(parts);
  await takePictures(parts);
} finally {
  await parts.close();
}

/** Somebody with keys has pushed what the pictures pull, and is gone. */
async function pushImage(real: RealParts): Promise<void> {
  const [docker] = findDockerClients();
  const { person } = await createPersonWithKeys(real);
  const folder = join(person.home, 'image');
  await mkdir(folder);
  await writeFile(join(folder, 'content'), 'shop');
  succeeded(await person.run('tar', '--create', '--file', `${folder}.tar`, '--directory', folder, 'content'));
  succeeded(await person.run(docker, 'import', `${folder}.tar`, IMAGE));
  succeeded(await person.run(docker, 'push', IMAGE));
  succeeded(await person.run(docker, 'image', 'rm', '--force', IMAGE));
}

/** A person with an SSO profile in each of two accounts, and one of a partner's, on a fresh laptop. */
async function takePictures(real: RealParts): Promise<void> {
  const assignments = [firstRegistry, secondRegistry].map(({ accountId }) => ({
    accountId,
    roleName: 'Developer',
  }));
  real.aws.addSsoSession({ startUrl: START_URL, region: SSO_REGION, assignments });
  const profile = (
    name: string,
    sso: string,
    { accountId, region }: { accountId: string; region: string },
  ) => [
    `[profile ${name}]`,
    `sso_session = ${sso}`,
    `sso_account_id = ${accountId}`,
    'sso_role_name = Developer',
    `region = ${region}`,
  ];
  const session = (name: string, startUrl: string) => [
    `[sso-session ${name}]`,
    `sso_start_url = ${startUrl}`,
    `sso_region = ${SSO_REGION}`,
    'sso_registration_scopes = sso:account:access',
  ];
  const person = await createPerson(real, {
    helpedHosts: [],
    configuration: {
      registries: {
        dev: { host: firstRegistry.host },
        prod: { host: secondRegistry.host },
        partner: { host: PARTNER_HOST },
      },
    },
    awsConfig: [
      ...profile('dev', 'acme', firstRegistry),
      ...profile('prod', 'acme', secondRegistry),
      ...profile('partner', 'partner', { accountId: '333333333333', region: 'us-east-1' }),
      ...session('acme', START_URL),
      ...session('partner', 'https://partner.awsapps.com/start'),
      '',
    ].join('\n'),
  });

  const take = async (name: string, title: string, commands: readonly string[]): Promise<void> => {
    let written = '';
    for (const command of commands) {
      const { output, exitStatus } = await typeAtTerminal({
        command,
        cwd: person.home,
        env: person.env,
        columns: COLUMNS,
        onShown: approving(real),
      });
      // status says so when something is wrong, which is what its picture is about.
      const isExpected = exitStatus === 0 || command.endsWith(' status');
      if (!isExpected) throw new Error(`${command} ended with ${exitStatus}:\n${output}`);
      // The home directory of a test has no place in a picture.
      written += `\u001b[1m$ ${command}\u001b[0m\r\n${output.replaceAll(person.home, '/home/dev')}`;
    }
    const file = join(PROJECT, 'docs', `${name}.svg`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, terminalSvg(await readScreen(written, COLUMNS), title));
    console.log(`docs/${name}.svg`);
  };
  await take(
    'login',
    "install writes Docker's config, and login signs in to SSO and gets the tokens of both registries",
    ['docker-credential-ecr install dev prod', 'docker-credential-ecr login dev prod --device'],
  );
  await take('pull', 'docker pull of a private image, with no docker login', [`docker pull ${IMAGE}`]);
  await take('status', 'status tells who serves each registry, what is wrong, and what mends it', [
    'docker-credential-ecr status',
  ]);
}

/** The person approves in a browser, as soon as there is a code. */
function approving({ aws }: RealParts): (shown: string) => void {
  let isApproved = false;
  return (shown) => {
    const [code] = /\b[A-Z]{4}-[A-Z]{4}\b(?=\s)/.exec(shown) ?? [];
    if (code === undefined || isApproved) return;
    isApproved = true;
    aws.decideDeviceSignIn('approved', code);
  };
}
