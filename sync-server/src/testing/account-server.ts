/**
 * The routes of accounts on a real port with a real database, and browsers that ask them. Every answer is compared
 * with what the documentation says of it, so no test can pass on an answer that clients do not expect.
 */

import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, request as httpRequest } from 'node:http'
import { testClock, type TestClock } from '@weft/shared/testing/env.ts'
import { type Env, systemRandom } from '@weft/shared/env.ts'
import { ok } from '@weft/shared/result.ts'
import express from 'express'
import { pino } from 'pino'
import { expect, onTestFinished } from 'vitest'
import * as z from 'zod/mini'
import { type AccountRoutes, createAccountRoutes } from '../accounts/account-routes.ts'
import { sweepExpired } from '../accounts/housekeeping.ts'
import { accountOperations } from '../accounts/operations.ts'
import type { ProofVerifier } from '../accounts/proof-verifier.ts'
import type { Registration } from '../accounts/registration.ts'
import { blobOperations } from '../blobs/blob-operations.ts'
import { createBlobRoutes } from '../blobs/blob-routes.ts'
import { sweepBlobs } from '../blobs/sweep-blobs.ts'
import { commonProblems } from '../api/open-api.ts'
import { problemUri } from '@weft/shared/protocol/accounts/problem.ts'
import { apiRoot } from '@weft/shared/protocol/accounts/wire.ts'
import { problemKinds } from '../api/problems.ts'
import { databaseLimits } from '../db/database.ts'
import { createRequestLog } from '../http/request-log.ts'
import { createMemoryHints } from '../rooms/memory-hints.ts'
import { createMemoryRoomLog } from '../rooms/memory-room-log.ts'
import type { RoomLog } from '../rooms/room-log.ts'
import type { SessionId } from '../db/account-tables.ts'
import { createAccessEvents } from '../sessions/access-events.ts'
import { createSessionWatch } from '../sessions/session-watch.ts'
import { liveAmong } from '../sessions/sessions.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export type OperationName = string

export interface Asked {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The body of an operation that takes bytes. */
  readonly bytes?: Uint8Array
  /** In place of what a page of this server sends, or without it where undefined. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

export interface Replied {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The tag without its prefix; undefined when it was done. */
  readonly problem: string | undefined
  readonly body: Record<string, unknown>
  /** Of an operation that gives them. */
  readonly bytes: Buffer
}

/** One browser profile: it keeps a cookie and sends it. */
export interface Browser {
  readonly ask: (operation: OperationName, asked?: Asked) => Promise<Replied>
  /** The answer of an operation that has to work. */
  readonly done: (operation: OperationName, asked?: Asked) => Promise<Record<string, unknown>>
  readonly cookie: () => string | undefined
  readonly setCookie: (cookie: string | undefined) => void
}

export interface AccountServer extends Pick<AccountRoutes, 'access' | 'tickets' | 'findSession'> {
  readonly database: TestDatabase
  readonly clock: TestClock
  readonly port: number
  readonly browser: () => Browser
  readonly roomLog: RoomLog
  readonly sweep: () => Promise<void>
  readonly logged: () => string
  /** Sessions that were announced as ended. */
  readonly ended: () => readonly SessionId[]
}

interface Options {
  readonly registration?: Registration
  readonly trustedProxies?: number
  readonly proofs?: ProofVerifier
  /** Of the pool to the database. */
  readonly connections?: number
  readonly blobQuota?: number | null
}

const serverSecret = Buffer.alloc(32, 1)

/** Costs nothing; the real one has a test of its own, and one of its timing. */
const cheapProofs: ProofVerifier = {
  hash: async proof => ok(createHash('sha256').update(proof).digest()),
  matches: async (proof, stored) =>
    ok(stored !== null && createHash('sha256').update(proof).digest().equals(stored)),
}

const find = (name: string) => {
  const operation = [...accountOperations, ...blobOperations].find(known => known.name === name)
  if (operation === undefined) throw new Error(`there is no operation ${name}`)
  return operation
}

const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  fields: z.optional(z.array(z.string())),
  requestId: z.string(),
})

export const runAccountServer = async ({
  registration = 'open',
  trustedProxies = 0,
  proofs = cheapProofs,
  connections = databaseLimits.connections,
  blobQuota = null,
}: Options = {}): Promise<AccountServer> => {
  const database = await createTestDatabase({ ...databaseLimits, connections })
  const clock = testClock()
  const env: Env = { clock, random: systemRandom }
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: line => lines.push(line) })
  const shutdown = new AbortController()
  const roomLog = createMemoryRoomLog()
  const events = createAccessEvents(createMemoryHints().node())
  const sessions = createSessionWatch({
    events,
    liveAmong: ids => liveAmong(database.db, env, ids),
    clock,
    logger: log,
  })
  const accounts = createAccountRoutes({
    database,
    env,
    events,
    roomLog,
    registration,
    log,
    serverSecret,
    proofs,
    shutdown: shutdown.signal,
  })
  const ended: SessionId[] = []
  events.subscribe(event => {
    if (event.type === 'sessions-ended') ended.push(...event.sessionIds)
  })

  const app = express()
  app.set('query parser', 'simple')
  app.set('trust proxy', trustedProxies)
  app.use(createRequestLog(log, env.random))
  app.use(accounts.routes)
  app.use(
    createBlobRoutes({
      database,
      env,
      log,
      quota: blobQuota,
      access: accounts.access,
      findSession: accounts.findSession,
      watch: sessions.watch,
      shutdown: shutdown.signal,
    }),
  )
  const server = createServer(app)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server has a port')
  const { port } = address
  onTestFinished(async () => {
    shutdown.abort()
    sessions.stop()
    server.closeAllConnections()
    await new Promise(resolve => void server.close(resolve))
  })

  return {
    ...accounts,
    sweep: async () => {
      await sweepExpired({ db: database.db, env, roomLog })
      await sweepBlobs({ db: database.db, env })
    },
    database,
    clock,
    port,
    browser: () => createBrowser(port),
    roomLog,
    logged: () => lines.join(''),
    ended: () => ended,
  }
}

export const createBrowser = (port: number): Browser => {
  let cookie: string | undefined
  const ask: Browser['ask'] = async (name, asked = {}) => {
    const { params = {}, query = {}, body = {}, bytes = new Uint8Array(0), headers = {} } = asked
    const operation = find(name)
    const path = operation.path.replace(/\{(\w+)\}/g, (_, key: string) => params[key] ?? '')
    const search = new URLSearchParams(query).toString()
    const answered = await send({
      port,
      method: operation.method.toUpperCase(),
      path: `${apiRoot}${path}${search === '' ? '' : `?${search}`}`,
      headers: {
        Host: `localhost:${port}`,
        Cookie: cookie,
        ...(operation.method === 'get'
          ? {}
          : { Origin: `http://localhost:${port}`, 'Content-Type': typeOf(operation) }),
        ...headers,
      },
      body:
        operation.method === 'get' ? undefined : operation.takes === 'bytes' ? bytes : JSON.stringify(body),
    })
    for (const set of answered.headers['set-cookie'] ?? [])
      cookie = /Expires=Thu, 01 Jan 1970/.test(set) ? undefined : set.split(';', 1)[0]
    return check(name, answered)
  }
  return {
    ask,
    done: async (name, asked) => {
      const replied = await ask(name, asked)
      expect([name, replied.status, replied.problem, replied.body['fields']]).toEqual([
        name,
        200,
        undefined,
        undefined,
      ])
      return replied.body
    },
    cookie: () => cookie,
    setCookie: next => {
      cookie = next
    },
  }
}

interface Raw {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
}

const typeOf = ({ takes }: Pick<(typeof blobOperations)[number], 'takes'>): string =>
  takes === 'bytes' ? 'application/octet-stream' : 'application/json'

const check = (name: string, { status, headers, bytes, text }: Raw): Replied => {
  const { answer, access, method, problems, gives } = find(name)
  expect([name, headers['cache-control']]).toEqual([name, 'no-store'])
  expect(headers['x-request-id']).toMatch(/^[0-9a-f]{16}$/)
  if (gives === 'bytes' && status < 300) return { status, headers, problem: undefined, body: {}, bytes }
  if (status === 200) {
    const body = JSON.parse(text)
    const parsed = z.safeParse(answer, body)
    expect([name, parsed.error?.issues]).toEqual([name, undefined])
    return { status, headers, problem: undefined, body, bytes }
  }
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8')
  const problem = Problem.parse(JSON.parse(text))
  const documented = [...problems, ...commonProblems(access, method), 'not-found' as const]
  const type = documented.find(known => problemUri(known) === problem.type)
  expect([name, type], problem.type).toEqual([name, expect.any(String)])
  if (type !== undefined) expect(status).toBe(problemKinds[type].status)
  return { status, headers, problem: type, body: problem, bytes }
}

interface Sent {
  readonly port: number
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string | Uint8Array | undefined
}

export const send = ({ port, method, path, headers, body }: Sent): Promise<Raw> =>
  new Promise((resolve, reject) => {
    // Node sends a DELETE with a body and no length, unless it is given.
    const length = body === undefined ? undefined : String(Buffer.byteLength(body))
    const given = Object.fromEntries(
      Object.entries({ ...headers, 'Content-Length': length }).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value]],
      ),
    )
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers: given, agent: false },
      response => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes: Buffer.concat(chunks),
            text: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
