/**
 * The one way out to a provider. A vendor's SDK is handed `fetch` from here, so whatever it builds, the call
 * goes to the configured address and below it, carries this provider's key and headers and no others, follows
 * no redirect, sends no cookie and no referrer, and what came back is on record for the error that may be made
 * of it.
 *
 * Rule T8: the model and the page choose neither URL nor header nor key; the address comes from the provider's
 * configuration, and a redirect would carry the key somewhere else.
 */

import { assert } from '@weft/shared/assert.ts'
import { targetAddressSpace } from './address-space.ts'
import { presetOf } from './presets.ts'
import type { ProviderAccess } from './provider-access.ts'
import { piecesOf } from './read-body.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export type ExchangeOutcome =
  /** `fetch` itself failed; browsers do not say why. */
  | { readonly type: 'failed' }
  | { readonly type: 'redirected'; readonly status: number }
  | {
      readonly type: 'refused'
      readonly status: number
      readonly headers: Headers
      readonly body: string
    }
  | { readonly type: 'answered' }

export interface Exchange {
  /** For the SDK. Throws what `fetch` throws. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  readonly outcome: () => ExchangeOutcome | undefined
}

/** Headers of the SDKs that are for the vendor's statistics. Servers on one's own machine refuse a preflight that names them. */
const isForStatistics = (name: string): boolean => name.startsWith('x-stainless-') || name === 'user-agent'

/** Characters of an error's body that are read; a page behind a 502 may be any size. */
const maxErrorBody = 64 * 1024

export const createExchange = (fetch: Fetch, access: ProviderAccess, signal: AbortSignal): Exchange => {
  const { baseUrl } = access.provider
  const preset = presetOf(access.provider)
  let outcome: ExchangeOutcome | undefined

  const headersOf = (init: RequestInit | undefined): Headers => {
    const headers = new Headers()
    new Headers(init?.headers).forEach((value, name) => {
      if (!isForStatistics(name)) headers.set(name, value)
    })
    for (const { name, value } of preset.headers) headers.set(name, value)
    for (const { name, value } of access.credentials.headers ?? []) headers.set(name, value)
    return headers
  }

  const send = async (url: string, init: RequestInit | undefined): Promise<Response> => {
    try {
      return await fetch(url, {
        method: init?.method ?? 'GET',
        headers: headersOf(init),
        ...(init?.body === undefined ? {} : { body: init.body }),
        signal,
        redirect: 'manual',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
        ...targetAddressSpace(new URL(url).hostname),
      })
    } catch (cause) {
      outcome = { type: 'failed' }
      throw cause
    }
  }

  return {
    fetch: async (input, init) => {
      const url = String(input instanceof Request ? input.url : input)
      assert(isBelow(baseUrl, url), 'a call goes to the address of its provider')
      const response = await send(url, init)
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
        outcome = { type: 'redirected', status: response.status }
        void response.body?.cancel()
        throw new Error('The provider redirects')
      }
      if (response.ok) {
        outcome = { type: 'answered' }
        return response
      }
      const body = await readStart(response, maxErrorBody)
      outcome = { type: 'refused', status: response.status, headers: response.headers, body }
      return new Response(body, { status: response.status, headers: { 'content-type': 'text/plain' } })
    },
    outcome: () => outcome,
  }
}

/** Whether `url` has the origin of `baseUrl` and lies under its path. */
export const isBelow = (baseUrl: string, url: string): boolean => {
  const base = new URL(baseUrl)
  const target = new URL(url)
  const path = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`
  return target.origin === base.origin && target.pathname.startsWith(path) && target.username === ''
}

/** The first characters of a body; what was read when it breaks. */
const readStart = async (response: Response, limit: number): Promise<string> => {
  let text = ''
  try {
    for await (const piece of piecesOf(response)) {
      text += piece
      if (text.length >= limit) break
    }
  } catch {
    // A broken body of an error still has its status and what came of it.
  }
  return text.slice(0, limit)
}
