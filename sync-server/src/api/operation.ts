/**
 * An operation of the API as a value: what it takes, who may ask for it, what it answers. From a list of them come the
 * routes (`mount-operations.ts`), the documentation (`open-api.ts`) and the table that tests who may do what.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { Wire } from '@weft/shared/protocol/accounts/wire.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import * as z from 'zod/mini'
import type { CookieChange } from '../sessions/cookie.ts'
import type { Session } from '../sessions/session.ts'
import type { ProblemType } from '@weft/shared/protocol/accounts/problem.ts'
import type { Problem } from './problems.ts'

/** `proved`: the password or the phrase was proved in this session a moment ago. */
export type Access = 'public' | 'session' | 'proved' | 'administrator'

/** What is known of whoever asks, apart from what they say. */
export interface Caller {
  /** What limits go by: an address, or the network of one. */
  readonly network: string
  /** Aborts when the caller has gone. */
  readonly gone: AbortSignal
}

export interface Answer<Body> {
  readonly body: Body
  readonly cookie?: CookieChange
  /** Of an operation that gives bytes. */
  readonly bytes?: BytesAnswer
}

export interface BytesAnswer {
  readonly status: 200 | 206
  readonly headers: Readonly<Record<string, string>>
  /** One at a time, as the other side takes them. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Called once when no more is taken, however it ended. */
  readonly close: () => void
}

type Outcome<Body> = Promise<Result<Answer<Body>, Problem>>

export interface Described<
  Params extends z.ZodMiniObject = z.ZodMiniObject,
  Query extends z.ZodMiniObject = z.ZodMiniObject,
  Body extends z.ZodMiniObject = z.ZodMiniObject,
  Reply extends z.ZodMiniObject = z.ZodMiniObject,
> extends Wire<Params, Query, Body, Reply> {
  readonly summary: string
  /** Its own; those that any operation may have are not repeated. */
  readonly problems: readonly ProblemType[]
  /** Larger bodies are refused before they are read; they are sent to fill the server's memory. */
  readonly maxBodyBytes?: number
}

/** The parts of a request before anybody has looked at them. */
export interface RawParts {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly raw: RawBytes
}

/** What no schema reads. */
export interface RawBytes {
  /** The body of an operation that takes bytes; throws when the sender is gone. Nothing of others. */
  readonly incoming: AsyncIterable<Uint8Array>
  /** The header `Range`. */
  readonly range: string | undefined
}

export interface Operation<Context> extends Described {
  readonly access: Access
  readonly run: (
    context: Context,
    caller: Caller,
    session: Session | null,
    raw: RawParts,
  ) => Outcome<Record<string, unknown>>
}

/** Credentials change, data goes: only within this time after a proof. A session that was left open is not enough. */
const proofLifetime = 5 * 60_000

interface Call<Params extends z.ZodMiniObject, Query extends z.ZodMiniObject, Body extends z.ZodMiniObject> {
  readonly params: z.output<Params>
  readonly query: z.output<Query>
  readonly body: z.output<Body>
  readonly raw: RawBytes
  readonly caller: Caller
}

interface Definitions<Context> {
  readonly publicOperation: <
    P extends z.ZodMiniObject,
    Q extends z.ZodMiniObject,
    B extends z.ZodMiniObject,
    R extends z.ZodMiniObject,
  >(
    definition: Described<P, Q, B, R> & {
      readonly handle: (context: Context, call: Call<P, Q, B>) => Outcome<z.output<R>>
    },
  ) => Operation<Context>
  readonly signedOperation: <
    P extends z.ZodMiniObject,
    Q extends z.ZodMiniObject,
    B extends z.ZodMiniObject,
    R extends z.ZodMiniObject,
  >(
    definition: Described<P, Q, B, R> & {
      readonly access: Exclude<Access, 'public'>
      readonly handle: (
        context: Context,
        call: Call<P, Q, B> & { readonly session: Session },
      ) => Outcome<z.output<R>>
    },
  ) => Operation<Context>
}

/** The two kinds of operations of a group that shares one context. */
export const createDefinitions = <
  Context extends { readonly env: { readonly clock: Clock } },
>(): Definitions<Context> => ({
  publicOperation: definition => ({
    ...definition,
    access: 'public',
    run: async (context, caller, _session, raw) => {
      const parts = parseParts(definition, raw)
      return parts.ok
        ? toWire(definition, await definition.handle(context, { ...parts.value, caller }))
        : parts
    },
  }),
  signedOperation: definition => ({
    ...definition,
    run: async (context, caller, session, raw) => {
      if (session === null) return err({ type: 'session-missing' })
      const refusal = refusalOf(definition.access, session, context.env.clock.now())
      if (refusal !== undefined) return err({ type: refusal })
      const parts = parseParts(definition, raw)
      return parts.ok
        ? toWire(definition, await definition.handle(context, { ...parts.value, caller, session }))
        : parts
    },
  }),
})

/** As it travels. An answer that does not fit its own schema is a fault of ours, and throws. */
const toWire = <Reply extends z.ZodMiniObject>(
  { answer }: Pick<Wire, 'name'> & { readonly answer: Reply },
  outcome: Result<Answer<z.output<Reply>>, Problem>,
): Result<Answer<Record<string, unknown>>, Problem> =>
  outcome.ok ? ok({ ...outcome.value, body: z.encode(answer, outcome.value.body) }) : outcome

const refusalOf = (
  access: Exclude<Access, 'public'>,
  { role, provedAt }: Session,
  now: number,
): ProblemType | undefined => {
  if (access === 'administrator' && role !== 'administrator') return 'administrator-needed'
  const fresh = provedAt !== null && now - provedAt.getTime() < proofLifetime
  return access === 'proved' && !fresh ? 'proof-needed' : undefined
}

const parseParts = <P extends z.ZodMiniObject, Q extends z.ZodMiniObject, B extends z.ZodMiniObject>(
  schemas: Described<P, Q, B>,
  raw: RawParts,
): Result<Omit<Call<P, Q, B>, 'caller'>, Problem> => {
  const params = z.safeParse(schemas.params, raw.params)
  // An address that no id has leads nowhere, like an id that nobody has.
  if (!params.success) return err({ type: 'not-found' })
  const query = z.safeParse(schemas.query, raw.query)
  const body = z.safeParse(schemas.body, raw.body)
  if (query.success && body.success)
    return ok({ params: params.data, query: query.data, body: body.data, raw: raw.raw })
  const issues = [...(query.error?.issues ?? []), ...(body.error?.issues ?? [])]
  const fields = [...new Set(issues.map(issue => issue.path.join('.')))].slice(0, 10)
  return err({ type: 'request-malformed', fields })
}
