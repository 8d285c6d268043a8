import type { Environment } from '../context.ts';
import { HelperError } from '../errors.ts';

/** Hosts that no proxy can reach for us: this machine, and the link-local addresses of metadata services. */
const NEVER_BY_PROXY =
  /^(localhost|.*\.localhost|127(\.\d+){3}|169\.254(\.\d+){2}|\[::1\]|\[fe[89ab][0-9a-f]:.*\]|\[fd00:ec2::.*\])$/;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * The proxy by which a request goes, or undefined for none: `HTTPS_PROXY` or `HTTP_PROXY` by the request's scheme,
 * else `ALL_PROXY`, in either case of letters, unless `NO_PROXY` names the host (curl's manual, "Environment").
 * A proxy without a scheme is an HTTP proxy.
 * @throws SETTING_INVALID for a proxy that is no address; the value may hold a password, so it is not repeated
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  if (NEVER_BY_PROXY.test(url.hostname)) return undefined;
  const noProxy = env.no_proxy || env.NO_PROXY || '';
  const port = url.port || DEFAULT_PORTS[url.protocol] || '';
  if (
    noProxy.split(/[\s,]+/).some((entry) => entry !== '' && matches(entry.toLowerCase(), url.hostname, port))
  )
    return undefined;

  const name = proxyVariable(url, env);
  if (name === undefined) return undefined;
  const value = env[name] ?? '';
  const address = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return new URL(address);
  throw new HelperError('SETTING_INVALID', `${name} is no http or https address`, {
    hint: `set ${name} to an address such as http://proxy.example.com:3128, or unset it`,
  });
}

/** The variable that names the proxy for requests of the address's scheme, if one does. */
export function proxyVariable({ protocol }: URL, env: Environment): string | undefined {
  const names = protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
  return [...names, 'all_proxy', 'ALL_PROXY'].find((candidate) => env[candidate]);
}

/** Whether an entry of NO_PROXY (`*`, `host`, `.domain`, `*.domain`, each with or without a port) means the host. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, name = entry, entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  const domain = name.replace(/^\*?\.?/, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}
