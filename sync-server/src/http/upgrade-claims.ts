/**
 * Where a request to upgrade says it comes from. Express never sees it, so the proxies' headers are weighed here by the
 * same rule: as many hops are believed as `TRUST_PROXY` says, and of scheme and host the first that was written.
 */

import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { networkOf } from '../limits/network-of.ts'
import { readHost } from './headers.ts'

export interface UpgradeClaims {
  readonly secure: boolean
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly network: string
}

export const upgradeClaims = (request: IncomingMessage, trustedProxies: number): UpgradeClaims => {
  const { headers, socket } = request
  const believed = (name: string): string | undefined =>
    trustedProxies > 0 ? textOf(headers[name])?.split(',', 1)[0]?.trim() : undefined
  const scheme = believed('x-forwarded-proto')
  const hops = [...(textOf(headers['x-forwarded-for'])?.split(',') ?? []), socket.remoteAddress]
  return {
    secure: scheme === undefined ? socket instanceof TLSSocket : scheme === 'https',
    host: readHost(believed('x-forwarded-host') ?? headers.host),
    origin: headers.origin,
    network: networkOf(hops.at(-1 - Math.min(trustedProxies, hops.length - 1))?.trim()),
  }
}

const textOf = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.join(',')
