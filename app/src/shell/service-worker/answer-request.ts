/**
 * What the service worker answers, and what it leaves to the network. It stores the shell and its files when it
 * is installed; afterwards the server is asked only for what is not stored.
 *
 * Stored answers keep the headers with which the server gave them, so a page from here lives under the same
 * policy as one from there. One answer differs: the provider worker's (`provider-policy.ts`).
 */

import { narrowPolicy, toProviderOrigins } from './provider-policy.ts'

/** As much of a `Request` as decides the answer. */
export interface Asked {
  readonly url: string
  readonly method: string
  readonly mode: RequestMode
}

export interface AnswerDeps {
  /** The stored answer of this version for a path, whatever the query. */
  readonly stored: (path: string) => Promise<Response | undefined>
  /** Asks the server for it. */
  readonly ask: () => Promise<Response>
  readonly providerUrls: () => Promise<readonly string[]>
  /** The origin of this service worker. */
  readonly origin: string
}

/** Addresses the app itself draws; `shell/routes.tsx` has them all. Others are asked of the server first. */
const ownPage = /^\/(?:$|(?:t|settings|folder)(?:\/|$)|(?:trash|archive|welcome|threads)\/?$)/

const providerWorker = /^\/assets\/provider\.worker-[^/]+\.js$/

/** An old page asks for a file that no longer exists. It must never get the shell, which is no script. */
const missing = (): Response => new Response(null, { status: 404, statusText: 'Not Found' })

/** The answer, or undefined when the browser is to ask the network as if nobody were here. */
export const answerRequest = (asked: Asked, deps: AnswerDeps): Promise<Response> | undefined => {
  const { origin, pathname } = new URL(asked.url)
  if (origin !== deps.origin || asked.method !== 'GET') return undefined
  if (asked.mode === 'navigate') return answerNavigation(pathname, deps)
  if (providerWorker.test(pathname)) return answerProviderWorker(pathname, deps)
  if (pathname.startsWith('/assets/')) return answerAsset(pathname, deps)
  return answerFile(pathname, deps)
}

const answerNavigation = async (path: string, deps: AnswerDeps): Promise<Response> => {
  const shell = (): Promise<Response | undefined> => deps.stored('/index.html')
  if (ownPage.test(path)) return (await shell()) ?? deps.ask()
  // At an address that nobody knows, the app says so and offers a way back, with a network and without.
  const answer = await deps.ask().catch(() => undefined)
  if (answer !== undefined && answer.status !== 404) return answer
  return (await shell()) ?? answer ?? Response.error()
}

const answerAsset = async (path: string, deps: AnswerDeps): Promise<Response> => {
  const stored = await deps.stored(path)
  if (stored !== undefined) return stored
  try {
    const answer = await deps.ask()
    // A proxy in front of the server may send its own page for what is missing.
    return answer.headers.get('Content-Type')?.startsWith('text/html') === true ? missing() : answer
  } catch {
    return missing()
  }
}

const answerProviderWorker = async (path: string, deps: AnswerDeps): Promise<Response> => {
  const [answer, urls] = await Promise.all([answerAsset(path, deps), deps.providerUrls()])
  if (!answer.ok) return answer
  const headers = new Headers(answer.headers)
  headers.set(
    'Content-Security-Policy',
    narrowPolicy(headers.get('Content-Security-Policy'), toProviderOrigins(urls)),
  )
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers })
}

/** Icons and the manifest are stored; everything else of this origin (health, sync) is the server's. */
const answerFile = async (path: string, deps: AnswerDeps): Promise<Response> =>
  (await deps.stored(path)) ?? deps.ask()
