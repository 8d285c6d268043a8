import type { ReceivedRequest, ServiceName } from './call.ts';
import { containerCredentialsPathPrefix } from './container-credentials.ts';

/** What a request is for. */
export interface Route {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly hostRegion: string | undefined;
}

const servicesByTargetPrefix: Readonly<Record<string, ServiceName>> = {
  AmazonEC2ContainerRegistry_V20150921: 'ecr',
  SpencerFrontendService: 'ecr-public',
};

const operationsByPath: Readonly<Record<string, readonly [ServiceName, string]>> = {
  'GET /federation/credentials': ['sso', 'GetRoleCredentials'],
  'GET /assignment/accounts': ['sso', 'ListAccounts'],
  'GET /assignment/roles': ['sso', 'ListAccountRoles'],
  'POST /logout': ['sso', 'Logout'],
  'GET /authorize': ['sso-oidc', 'Authorize'],
  'POST /token': ['sso-oidc', 'CreateToken'],
  'POST /client/register': ['sso-oidc', 'RegisterClient'],
  'POST /v1/token': ['signin', 'CreateOAuth2Token'],
  'POST /device_authorization': ['sso-oidc', 'StartDeviceAuthorization'],
};

const servicesByHostLabel: Readonly<Record<string, ServiceName>> = {
  ecr: 'ecr',
  'ecr-public': 'ecr-public',
  sts: 'sts',
  'portal.sso': 'sso',
  oidc: 'sso-oidc',
};

/**
 * Tells the service and operation, since all services come to one address: by `X-Amz-Target` (JSON protocols), by
 * `Action` (query protocol), or by the path. A host name of AWS's must agree.
 */
export function routeRequest(request: ReceivedRequest): Route {
  const host = parseAwsHost(request.headers.host ?? '');
  const route = { ...routeByContent(request), hostRegion: host?.region };
  if (host !== undefined && host.service !== route.service) {
    return { ...route, service: 'unknown' };
  }
  return route;
}

/** The service and region that a host name of AWS's tells, such as `api.ecr.us-east-1.amazonaws.com`. */
export function parseAwsHost(host: string): { service: ServiceName; region: string } | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  // The global STS endpoint is us-east-1's.
  if (name === 'sts.amazonaws.com') return { service: 'sts', region: 'us-east-1' };
  const match =
    /^(?:api\.)?(ecr-public|ecr|sts|portal\.sso|oidc)(?:-fips)?\.([a-z]+(?:-[a-z]+)+-\d+)\.[a-z0-9.-]+$/.exec(
      name,
    );
  const service = servicesByHostLabel[match?.[1] ?? ''];
  const region = match?.[2];
  return service === undefined || region === undefined ? undefined : { service, region };
}

function routeByContent(request: ReceivedRequest): Omit<Route, 'hostRegion'> {
  const { method, path, query, headers, body } = request;

  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [prefix = '', operation = ''] = target.split('.');
    return { service: servicesByTargetPrefix[prefix] ?? 'unknown', operation, input: parseJson(body) };
  }

  if (path.startsWith('/latest/')) {
    return { service: 'imds', operation: `${method} ${path}`, input: {} };
  }
  if (path.startsWith(containerCredentialsPathPrefix)) {
    return { service: 'container', operation: 'GetCredentials', input: {} };
  }

  const byPath = operationsByPath[`${method} ${path}`];
  if (byPath !== undefined) {
    const [service, operation] = byPath;
    return { service, operation, input: method === 'GET' ? Object.fromEntries(query) : parseJson(body) };
  }

  const form = new URLSearchParams(method === 'POST' ? body.toString() : query);
  const action = form.get('Action');
  if (path === '/' && action !== null) {
    return { service: 'sts', operation: action, input: Object.fromEntries(form) };
  }
  return { service: 'unknown', operation: '', input: {} };
}

function parseJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
