/**
 * An operation of the API as a value: what it takes, who may ask for it, what it answers. From a list of them come the
 * routes (`mount-operations.ts`), the documentation (`open-api.ts`) and the table that tests who may do what.
 */

import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import * as z from 'zod'
import type { CookieChange } from '../sessions/cookie.ts'
import type { Session } from '../sessions/session.ts'
import type { Problem, ProblemType } from './problems.ts'

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
}

type Outcome<Body> = Promise<Result<Answer<Body>, Problem>>

export interface Described<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodObject = z.ZodObject,
  Reply extends z.ZodObject = z.ZodObject,
> {
  /** In kebab case; also the name of its file. */
  readonly name: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below the API's root; `{deviceId}` is a parameter. */
  readonly path: string
  readonly summary: string
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly answer: Reply
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

/** Takes nothing, or answers nothing. */
export const nothing = z.strictObject({})

/** Credentials change, data goes: only within this time after a proof. A session that was left open is not enough. */
const proofLifetime = 5 * 60_000

interface Call<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodObject> {
  readonly params: z.output<Params>
  readonly query: z.output<Query>
  readonly body: z.output<Body>
  readonly caller: Caller
}

interface Definitions<Context> {
  readonly publicOperation: <
    P extends z.ZodObject,
    Q extends z.ZodObject,
    B extends z.ZodObject,
    R extends z.ZodObject,
  >(
    definition: Described<P, Q, B, R> & {
      readonly handle: (context: Context, call: Call<P, Q, B>) => Outcome<z.input<R>>
    },
  ) => Operation<Context>
  readonly signedOperation: <
    P extends z.ZodObject,
    Q extends z.ZodObject,
    B extends z.ZodObject,
    R extends z.ZodObject,
  >(
    definition: Described<P, Q, B, R> & {
      readonly access: Exclude<Access, 'public'>
      readonly handle: (
        context: Context,
        call: Call<P, Q, B> & { readonly session: Session },
      ) => Outcome<z.input<R>>
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
      return parts.ok ? definition.handle(context, { ...parts.value, caller }) : parts
    },
  }),
  signedOperation: definition => ({
    ...definition,
    run: async (context, caller, session, raw) => {
      if (session === null) return err({ type: 'session-missing' })
      const refusal = refusalOf(definition.access, session, context.env.clock.now())
      if (refusal !== undefined) return err({ type: refusal })
      const parts = parseParts(definition, raw)
      return parts.ok ? definition.handle(context, { ...parts.value, caller, session }) : parts
    },
  }),
})

const refusalOf = (
  access: Exclude<Access, 'public'>,
  { role, provedAt }: Session,
  now: number,
): ProblemType | undefined => {
  if (access === 'administrator' && role !== 'administrator') return 'administrator-needed'
  const fresh = provedAt !== null && now - provedAt.getTime() < proofLifetime
  return access === 'proved' && !fresh ? 'proof-needed' : undefined
}

const parseParts = <P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject>(
  schemas: Described<P, Q, B>,
  raw: RawParts,
): Result<Omit<Call<P, Q, B>, 'caller'>, Problem> => {
  const params = schemas.params.safeParse(raw.params)
  // An address that no id has leads nowhere, like an id that nobody has.
  if (!params.success) return err({ type: 'not-found' })
  const query = schemas.query.safeParse(raw.query)
  const body = schemas.body.safeParse(raw.body)
  if (query.success && body.success) return ok({ params: params.data, query: query.data, body: body.data })
  const issues = [...(query.error?.issues ?? []), ...(body.error?.issues ?? [])]
  const fields = [...new Set(issues.map(issue => issue.path.join('.')))].slice(0, 10)
  return err({ type: 'request-malformed', fields })
}
