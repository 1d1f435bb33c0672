/** A real server on a free port, its log in memory, and a client that sends exactly what it is told. */

import { type IncomingHttpHeaders, request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { systemClock } from '@weft/shared/env.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import * as z from 'zod'
import { readConfig } from '../config.ts'
import { type Context, httpLimits } from '../context.ts'
import { readAppFiles } from '../http/app-files.ts'
import { createServer, type Listening } from '../server.ts'
import { noBackend } from './no-backend.ts'
import { appFixture } from './app-fixture.ts'

const LogLine = z.record(z.string(), z.unknown())

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface RunningServer {
  readonly listening: Listening
  /** Asks for a path as it stands, without the tidying that URL parsers do. */
  readonly ask: (path: string, headers?: Record<string, string>, method?: string) => Promise<Answer>
  /** What was logged so far, one object a line. */
  readonly logged: () => readonly Record<string, unknown>[]
  readonly stop: () => void
}

export const testConfig = (environment: Readonly<Record<string, string>> = {}) => {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'trace', ...environment })
  if (!config.ok) throw new Error(config.error.problems.join(' '))
  return config.value
}

export const testContext = async (overrides: Partial<Context> = {}): Promise<Context> => {
  const app = await readAppFiles(await appFixture())
  if (!app.ok) throw new Error('the fixture is a built app')
  return {
    config: testConfig(),
    clock: systemClock,
    random: testRandom(1),
    log: pino({ level: 'silent' }),
    app: app.value,
    tls: undefined,
    backend: noBackend(),
    limits: httpLimits,
    shutdown: new AbortController().signal,
    ...overrides,
  }
}

/** Stopped when the test ends, if it was not before. */
export const runServer = async (overrides: Partial<Context> = {}): Promise<RunningServer> => {
  const shutdown = new AbortController()
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: line => lines.push(line) })
  const context = await testContext({ log, shutdown: shutdown.signal, ...overrides })

  const started = await createServer(context).start()
  if (!started.ok) throw new Error(started.error.cause)
  const listening = started.value
  onTestFinished(async () => {
    shutdown.abort()
    await listening.closed
  })

  return {
    listening,
    ask: (path, headers = {}, method = 'GET') =>
      ask({ host: 'localhost', port: listening.port, path, headers, method, ca: context.tls?.certificate }),
    logged: () => lines.map(line => LogLine.parse(JSON.parse(line))),
    stop: () => shutdown.abort(),
  }
}

const ask = (options: RequestOptions & { readonly ca: string | undefined }): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const send = options.ca === undefined ? httpRequest : httpsRequest
    const sent = send({ ...options, agent: false, servername: 'localhost' }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })
