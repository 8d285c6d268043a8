import { HttpResponse } from '@smithy/core/protocols';
import type { Sending, Transport } from './http.ts';

/** What bun's `fetch` takes beyond the standard (bun's documentation, "Fetch": proxy, tls). */
interface BunRequestInit extends RequestInit {
  /** `false` is the only value that keeps bun from looking into the environment itself. */
  readonly proxy: string | false;
  readonly tls?: { readonly ca: readonly string[] };
}

/** Sends by bun's `fetch`. */
export const fetchTransport: Transport = {
  send,
  preconnect: (url) => (fetch as BunFetch).preconnect?.(url.href),
};

type BunFetch = typeof fetch & { readonly preconnect?: (url: string) => void };

async function send({ url, request, proxy, authorities, signal }: Sending): Promise<HttpResponse> {
  const options: BunRequestInit = {
    method: request.method,
    headers: request.headers,
    body: request.body ?? null,
    redirect: 'manual',
    signal,
    proxy: proxy?.href ?? false,
    ...(authorities && { tls: { ca: authorities } }),
  };
  const response = await fetch(url, options);
  return new HttpResponse({
    statusCode: response.status,
    reason: response.statusText,
    headers: Object.fromEntries(response.headers),
    // As it is: a byte array breaks some of the SDK's readers.
    body: response.body ?? new Uint8Array(),
  });
}
