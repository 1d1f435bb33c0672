/**
 * Asks the server's account operations. What goes out is encoded by the wire's schemas and what comes in is decoded by
 * them: nothing of an answer is looked at before.
 */

import type { Clock } from '@weft/shared/env.ts'
import { ProblemBody, problemOfUri, type ProblemType } from '@weft/shared/protocol/accounts/problem.ts'
import { apiRoot, type Wire } from '@weft/shared/protocol/accounts/wire.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import * as z from 'zod/mini'

export interface ApiError extends TaggedError<ProblemType | 'server-unreachable' | 'server-unreadable'> {
  readonly requestId?: string | undefined
  readonly retryAfter?: number | undefined
}

/** A key that may be left out where the schema asks for nothing. */
type Part<Name extends string, Schema extends z.ZodMiniObject> =
  {} extends z.output<Schema>
    ? { readonly [name in Name]?: z.output<Schema> }
    : { readonly [name in Name]: z.output<Schema> }

type Parts<P extends z.ZodMiniObject, Q extends z.ZodMiniObject, B extends z.ZodMiniObject> = Part<
  'params',
  P
> &
  Part<'query', Q> &
  Part<'body', B> & { readonly signal?: AbortSignal }

export interface AccountApi {
  readonly ask: <
    P extends z.ZodMiniObject,
    Q extends z.ZodMiniObject,
    B extends z.ZodMiniObject,
    R extends z.ZodMiniObject,
  >(
    wire: Wire<P, Q, B, R>,
    parts: Parts<P, Q, B>,
  ) => Promise<Result<z.output<R>, ApiError>>
}

export type AskServer = (path: string, init: RequestInit) => Promise<Response>

export interface AccountApiDeps {
  readonly fetch: AskServer
  readonly clock: Clock
}

/** A server that takes a request and never answers would keep a form waiting for ever. The longest poll has 25 seconds. */
const longestAnswer = 60_000

export const createAccountApi = ({ fetch, clock }: AccountApiDeps): AccountApi => ({
  ask: async (wire, { params = {}, query = {}, body = {}, signal }) => {
    const given = toJson(wire.params, params)
    const path = wire.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])))
    const search = searchOf(toJson(wire.query, query))
    const late = new AbortController()
    const cancel = clock.after(longestAnswer, () => late.abort())
    try {
      const response = await fetch(`${apiRoot}${path}${search}`, {
        method: wire.method.toUpperCase(),
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
        ...(wire.method === 'get'
          ? {}
          : {
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify(toJson(wire.body, body)),
            }),
      })
      return await readAnswer(response, wire.answer)
    } catch {
      // The browser names no reason, so that a page cannot look around in a network.
      return err({ type: 'server-unreachable' })
    } finally {
      cancel()
    }
  },
})

const toJson = (schema: z.ZodMiniObject, part: object): Readonly<Record<string, unknown>> =>
  z.encode(schema, { ...part })

/** Parts of an address are texts and numbers. */
const searchOf = (query: Readonly<Record<string, unknown>>): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, `${value}`]] : [],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}

const readAnswer = async <R extends z.ZodMiniObject>(
  response: Response,
  schema: R,
): Promise<Result<z.output<R>, ApiError>> => {
  const requestId = response.headers.get('X-Request-Id') ?? undefined
  const text = await response.text()
  const unreadable = err({ type: 'server-unreadable', requestId } as const)
  const json = parseJson(text)
  if (response.ok) {
    const answer = z.safeParse(schema, json)
    return answer.success ? ok(answer.data) : unreadable
  }
  const problem = z.safeParse(ProblemBody, json)
  const type = problem.success ? problemOfUri(problem.data.type) : undefined
  if (type === undefined) return unreadable
  return err({ type, requestId, retryAfter: toSeconds(response.headers.get('Retry-After')) })
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const toSeconds = (header: string | null): number | undefined =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined
