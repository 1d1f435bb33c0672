/**
 * What the person who runs the server may choose, read once from the environment. Every variable is described in
 * `.env.example`; wrong ones stop the start and are named together, one sentence each, without their value.
 */

import { resolve } from 'node:path'
import { err, ok, type Result } from '@weft/shared/result.ts'
import * as z from 'zod'
import { registrations } from '@weft/shared/protocol/accounts/registration.ts'
import type { Registration } from './accounts/registration.ts'

const root = resolve(import.meta.dirname, '../..')

export interface Config {
  readonly host: string
  /** 0 asks the system for a free port. */
  readonly port: number
  /** Absolute; everything the server writes is below it. */
  readonly dataDir: string
  /** The built app, absolute; without it only health and API answer (`APP_DIR=none`, as in `pnpm dev`). */
  readonly appDir: string | undefined
  readonly tls: TlsFiles | undefined
  /** A PostgreSQL of the person's own, with its password; undefined for the one that Weft brings along. */
  readonly databaseUrl: string | undefined
  /** Tells the servers that share a database of each other's writes; undefined for the database itself. */
  readonly redisUrl: string | undefined
  readonly registration: Registration
  /** Bytes of rooms, without attachments, that an account may keep here; null for no limit. */
  readonly logQuota: number | null
  /** Bytes of attachments that an account may keep here; null for no limit. */
  readonly blobQuota: number | null
  /** How many proxies in front are believed about the client's address, host and scheme. */
  readonly trustedProxies: number
  /** How long the server still answers after it was told to stop, so that a load balancer can look away. */
  readonly drainMilliseconds: number
  readonly logLevel: LogLevel
}

/** Absolute paths of two PEM files. */
export interface TlsFiles {
  readonly certificate: string
  readonly key: string
}

export interface ConfigError {
  readonly type: 'config-invalid'
  /** One sentence per variable. */
  readonly problems: readonly string[]
}

const LogLevel = z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
export type LogLevel = z.infer<typeof LogLevel>

/** `from` and `to` are included. */
const wholeNumber = (from: number, to: number, fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .refine(text => /^\d{1,9}$/.test(text) && Number(text) >= from && Number(text) <= to, {
      error: `must be a whole number from ${from} to ${to}`,
    })
    .transform(Number)

/** A relative path counts from the project's folder, wherever the command was called. */
const path = z.string().transform(text => resolve(root, text))

/** Its value has a password in it, so a problem never repeats it. */
const postgresUrl = z.string().refine(text => /^postgres(?:ql)?:\/\/\S+$/.test(text), {
  error: 'must be the address of a PostgreSQL: postgresql://name:password@host/database',
})

const redisUrl = z.string().refine(text => /^rediss?:\/\/\S+$/.test(text), {
  error: 'must be the address of a Redis: redis://name:password@host:6379',
})

const Variables = z.object({
  HOST: z
    .string()
    .default('127.0.0.1')
    .refine(text => /^[\w.:-]+$/.test(text), { error: 'must be a host name or an address, without a port' }),
  PORT: wholeNumber(0, 65_535, 8787),
  DATA_DIR: path.default(resolve(root, '.data')),
  APP_DIR: path.default(resolve(root, 'app/dist')),
  TLS_CERT: path.optional(),
  TLS_KEY: path.optional(),
  DATABASE_URL: postgresUrl.optional(),
  REDIS_URL: redisUrl.optional(),
  REGISTRATION: z.enum(registrations).default('open'),
  // Ten years of somebody who writes every day are about a tenth of it.
  THREAD_QUOTA_MB: wholeNumber(0, 999_999_999, 2_000),
  BLOB_QUOTA_MB: wholeNumber(0, 1_000_000_000, 0),
  TRUST_PROXY: wholeNumber(0, 10, 0),
  DRAIN_SECONDS: wholeNumber(0, 60, 0),
  LOG_LEVEL: LogLevel.default('warn'),
})

/** Reads the variables that are set and not empty; `PORT=` in a file means the default. */
export const readConfig = (
  environment: Readonly<Record<string, string | undefined>>,
): Result<Config, ConfigError> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Variables.safeParse(given)
  const problems = [
    ...(parsed.error?.issues ?? []).map(issue => `${issue.path.join('.')} ${problemOf(issue)}.`),
    ...tlsProblems(given['TLS_CERT'], given['TLS_KEY']),
  ]
  if (!parsed.success || problems.length > 0) return err({ type: 'config-invalid', problems })

  const variables = parsed.data
  return ok({
    host: variables.HOST,
    port: variables.PORT,
    dataDir: variables.DATA_DIR,
    appDir: given['APP_DIR'] === 'none' ? undefined : variables.APP_DIR,
    tls:
      variables.TLS_CERT !== undefined && variables.TLS_KEY !== undefined
        ? { certificate: variables.TLS_CERT, key: variables.TLS_KEY }
        : undefined,
    databaseUrl: variables.DATABASE_URL,
    redisUrl: variables.REDIS_URL,
    registration: variables.REGISTRATION,
    logQuota: toQuota(variables.THREAD_QUOTA_MB),
    blobQuota: toQuota(variables.BLOB_QUOTA_MB),
    trustedProxies: variables.TRUST_PROXY,
    drainMilliseconds: variables.DRAIN_SECONDS * 1000,
    logLevel: variables.LOG_LEVEL,
  })
}

const toQuota = (megabytes: number): number | null => (megabytes === 0 ? null : megabytes * 1_000_000)

const problemOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : issue.message

const tlsProblems = (certificate: string | undefined, key: string | undefined): readonly string[] => {
  if ((certificate === undefined) === (key === undefined)) return []
  return certificate === undefined
    ? ['TLS_CERT is missing: TLS_KEY is set, and TLS needs both.']
    : ['TLS_KEY is missing: TLS_CERT is set, and TLS needs both.']
}
