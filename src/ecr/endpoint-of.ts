import { getEndpointFromInstructions } from '@smithy/core/endpoints';

type Arguments = Parameters<typeof getEndpointFromInstructions>;

/** The address that a client with this configuration will send the command to. */
export async function endpointOf(command: Arguments[1], clientConfig: object): Promise<URL> {
  const { url } = await getEndpointFromInstructions({}, command, clientConfig as Arguments[2]);
  return url;
}
