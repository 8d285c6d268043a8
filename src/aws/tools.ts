import type { Context } from '../context.ts';
import type { Deadline } from '../deadline.ts';
import type { HelperError } from '../errors.ts';
import type { Log } from '../log.ts';
import { endpointSetting, type Service } from './endpoint.ts';
import { explainFailure } from './failure.ts';
import { type Connections, createRequestHandler, type RequestHandler } from './http.ts';
import type { AwsConfig } from './profile.ts';
import type { Step } from './step.ts';

/** What every call to AWS in one run shares. */
export interface AwsTools {
  readonly context: Context;
  readonly config: AwsConfig;
  readonly deadline: Deadline;
  readonly log: Log;
  readonly requestHandler: RequestHandler;
  /** The settings for an AWS SDK client of the service in the region. @throws SETTING_INVALID */
  readonly clientSettings: (service: Service, region: string) => ClientSettings;
  /** The region for calls that no registry decides: the environment's or the profile's, else the registry's. */
  readonly region: string;
  readonly registryRegion: string;
  /** Turns what a client threw into the error for a person. */
  readonly explain: (error: unknown, step: Step) => Promise<HelperError>;
}

/** The settings that all clients have in common. */
export interface ClientSettings {
  readonly region: string;
  readonly requestHandler: RequestHandler;
  readonly endpoint?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}

/** Makes the tools for an identity. @param profileName the profile whose region, endpoints and CA bundle count */
export async function createAwsTools(options: {
  readonly context: Context;
  readonly config: AwsConfig;
  readonly deadline: Deadline;
  readonly log: Log;
  readonly profileName: string;
  readonly registryRegion: string;
  /** Connections to share with other tools. */
  readonly connections?: Connections | undefined;
}): Promise<AwsTools> {
  const { context, config, deadline, log, profileName, registryRegion, connections } = options;
  const { env } = context;
  const profile = config.profiles.get(profileName);
  const requestHandler = await createRequestHandler({
    context,
    profileBundle: profile?.get('ca_bundle'),
    signal: deadline.signal,
    log,
    connections,
  });
  return {
    context,
    config,
    deadline,
    log,
    requestHandler,
    region: env.AWS_REGION || env.AWS_DEFAULT_REGION || profile?.get('region') || registryRegion,
    registryRegion,
    clientSettings: (service, region) => {
      const endpoint = endpointSetting(service, profileName, config, env);
      if (endpoint === undefined) return { region, requestHandler };
      // The SDK refuses to combine an endpoint with these, which the environment may have switched on.
      return { region, requestHandler, endpoint, useFipsEndpoint: false, useDualstackEndpoint: false };
    },
    explain: (error, step) => explainFailure(error, step, resolves),
  };
}

/** How long to wait for a look-up that only makes an error more exact. */
const LOOKUP_MS = 2000;

async function resolves(host: string): Promise<boolean> {
  const { lookup } = await import('node:dns/promises');
  const timeout = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), LOOKUP_MS).unref());
  return Promise.race([
    lookup(host).then(
      () => true,
      () => false,
    ),
    timeout,
  ]);
}
