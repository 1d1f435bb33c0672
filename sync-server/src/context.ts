/** What a route may use: made once in `main.ts`, made by hand in tests. */

import type { Clock, Random } from '@weft/shared/env.ts'
import type { Logger } from 'pino'
import type { Backend } from './backend.ts'
import type { AppFiles } from './http/app-files.ts'
import type { Config } from './config.ts'

export interface Context {
  readonly config: Config
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** The built app, held in memory; undefined when this server does not serve it. */
  readonly app: AppFiles | undefined
  /** PEM texts; undefined for plain HTTP. */
  readonly tls: TlsPair | undefined
  readonly backend: Backend
  readonly limits: HttpLimits
  /** Aborts when the server shall stop. Everything that was started ends by it. */
  readonly shutdown: AbortSignal
}

export interface TlsPair {
  readonly certificate: string
  readonly key: string
}

/** All in milliseconds. Each bound names what it stops. */
export interface HttpLimits {
  /** Slow headers (Slowloris) hold a socket no longer than this. */
  readonly headers: number
  /** The same for a slow body. */
  readonly request: number
  /** How often the two above are checked; Node's own 30 s would triple them. */
  readonly check: number
  /** An idle connection; longer than the minute that proxies keep theirs, or they race our close. */
  readonly keepAlive: number
  /** What is still unanswered this long after the stop is cut. */
  readonly shutdown: number
}

export const httpLimits: HttpLimits = {
  headers: 10_000,
  request: 30_000,
  check: 2_000,
  keepAlive: 75_000,
  shutdown: 10_000,
}
