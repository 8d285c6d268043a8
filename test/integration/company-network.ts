import { type CertificateAuthority, createCertificateAuthority } from '../fakes/aws/certificate-authority.ts';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { type ConnectProxy, startConnectProxy } from '../fakes/connect-proxy.ts';
import { ACCOUNT, Person } from './person.ts';

/** A network where AWS is reached, under its own host names, by the company's proxy alone. */
export interface CompanyNetwork {
  readonly aws: AwsStandIn;
  readonly proxy: ConnectProxy;
  /** Who vouches for AWS here. */
  readonly authority: CertificateAuthority;
  close(): Promise<void>;
}

/** Starts such a network. @param hosts AWS's hosts: the proxy knows no other */
export async function startCompanyNetwork(
  hosts: readonly [string, ...string[]],
  proxyCredentials?: { readonly username: string; readonly password: string },
): Promise<CompanyNetwork> {
  const authority = await createCertificateAuthority();
  const aws = await startAwsStandIn({ tls: await authority.issue(hosts) });
  const proxy = await startConnectProxy({
    ...(proxyCredentials && { credentials: proxyCredentials }),
    resolve: (host, port) =>
      hosts.includes(host) && port === 443 ? { host: '127.0.0.1', port: aws.port } : undefined,
  });
  return {
    aws,
    proxy,
    authority,
    close: async () => {
      await Promise.all([aws.close(), proxy.close()]);
    },
  };
}

/** Someone in that network who trusts its authority; how the proxy is named is each test's own matter. */
export async function employeeOf({ aws, authority }: CompanyNetwork, executable: string): Promise<Person> {
  const person = await Person.at(aws, executable);
  delete person.env.AWS_ENDPOINT_URL;
  delete person.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  person.env.AWS_EC2_METADATA_DISABLED = 'true';
  // The one setting that both runtimes read themselves: every connection is asked for once.
  person.env.NODE_EXTRA_CA_CERTS = await person.write('company.pem', authority.cert);
  return person;
}

/** Gives a person access keys of the account in their environment. */
export function giveAccessKeys(person: Person, aws: AwsStandIn, accountId = ACCOUNT): void {
  const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId });
  Object.assign(person.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
}

/** The lines of a profile with access keys. */
export function profileKeys(aws: AwsStandIn, accountId = ACCOUNT): string {
  const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId });
  return `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
}
