// make demo: the main job against the AWS stand-in, so that it can be seen with no AWS account.
import { styleText } from 'node:util';
import { BUN_EXECUTABLE } from '../build/paths.ts';
import { type AwsStandIn, startAwsStandIn } from '../test/fakes/aws/stand-in.ts';
import { IDENTITIES, type Identity } from '../test/integration/identities.ts';
import { ACCOUNT, Person, REGISTRY } from '../test/integration/person.ts';

/** The identities that are shown, by their names in the table of all. */
const SHOWN = ['access keys in the environment', 'an SSO session', "a workspace's token"];

/** One `get`: what was asked of AWS, how long the process took, and how long its password is good. */
interface Get {
  readonly requests: readonly string[];
  readonly milliseconds: number;
  readonly verdict: string;
}

async function get(person: Person, aws: AwsStandIn): Promise<Get> {
  aws.clearRequests();
  const start = performance.now();
  const { code, stdout, stderr } = await person.run('get');
  const milliseconds = performance.now() - start;
  if (code !== 0) throw new Error(`get failed: ${stderr || stdout}`);
  const verdict = aws.checkPassword(JSON.parse(stdout).Secret, ACCOUNT);
  if (verdict !== 'good') throw new Error(`get answered with a password that the registry calls ${verdict}`);
  return {
    requests: aws.requests.map(({ service, operation }) => `${service}:${operation}`),
    milliseconds,
    verdict,
  };
}

/** A cold and a warm `get` of someone who has just this identity. */
async function show(identity: Identity): Promise<void> {
  const aws = await startAwsStandIn();
  const person = await Person.at(aws, BUN_EXECUTABLE);
  try {
    await identity.setUp(person, aws);
    row(identity.name, 'cold', await get(person, aws));
    row('', 'warm', await get(person, aws));
  } finally {
    await person.leave();
    await aws.close();
  }
}

function row(identity: string, kind: string, { requests, milliseconds, verdict }: Get): void {
  const time = `${milliseconds.toFixed(0).padStart(4)} ms`;
  const asked = requests.length === 0 ? 'nothing' : requests.join(', ');
  line(
    [
      identity.padEnd(32),
      kind,
      paint(requests.length === 0 ? 'green' : 'yellow', time),
      verdict.padEnd(8),
      asked,
    ].join('  '),
  );
}

// A reader that has seen enough (make demo | head) ends it.
process.stdout.on('error', () => process.exit(0));

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Colour on a terminal, unless NO_COLOR is set. */
function paint(colour: 'bold' | 'green' | 'yellow', text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}

line(`echo ${REGISTRY} | docker-credential-ecr get`);
line('Run against a stand-in for AWS on this machine: no account, no network, nothing kept afterwards.\n');
line(paint('bold', ['identity'.padEnd(32), 'get ', '   time', 'password', 'asked of AWS'].join('  ')));
for (const identity of IDENTITIES.filter(({ name }) => SHOWN.includes(name))) await show(identity);
line('\nA warm get finds the token in its cache: no request, whatever the identity.');
