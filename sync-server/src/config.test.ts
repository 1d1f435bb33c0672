import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const root = resolve(import.meta.dirname, '../..')

const problemsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
  const config = readConfig(environment)
  return config.ok ? [] : config.error.problems
}

test('an empty environment is a server for this machine only', () => {
  expect(readConfig({})).toEqual({
    ok: true,
    value: {
      host: '127.0.0.1',
      port: 8787,
      dataDir: resolve(root, '.data'),
      appDir: resolve(root, 'app/dist'),
      tls: undefined,
      databaseUrl: undefined,
      redisUrl: undefined,
      registration: 'open',
      logQuota: 2_000_000_000,
      blobQuota: null,
      trustedProxies: 0,
      drainMilliseconds: 0,
      logLevel: 'warn',
    },
  })
})

test('every variable has its effect', () => {
  expect(
    readConfig({
      HOST: '::',
      PORT: '443',
      DATA_DIR: '/var/lib/weft',
      APP_DIR: 'build/app',
      TLS_CERT: '/tls/cert.pem',
      TLS_KEY: '/tls/key.pem',
      DATABASE_URL: 'postgresql://weft:word@db/weft',
      REDIS_URL: 'redis://cache:6379',
      REGISTRATION: 'invitation',
      THREAD_QUOTA_MB: '0',
      BLOB_QUOTA_MB: '500',
      TRUST_PROXY: '1',
      DRAIN_SECONDS: '5',
      LOG_LEVEL: 'info',
    }),
  ).toEqual({
    ok: true,
    value: {
      host: '::',
      port: 443,
      dataDir: '/var/lib/weft',
      appDir: resolve(root, 'build/app'),
      tls: { certificate: '/tls/cert.pem', key: '/tls/key.pem' },
      databaseUrl: 'postgresql://weft:word@db/weft',
      redisUrl: 'redis://cache:6379',
      registration: 'invitation',
      logQuota: null,
      blobQuota: 500_000_000,
      trustedProxies: 1,
      drainMilliseconds: 5000,
      logLevel: 'info',
    },
  })
})

test('APP_DIR=none serves no app', () => {
  expect(readConfig({ APP_DIR: 'none' })).toMatchObject({ ok: true, value: { appDir: undefined } })
})

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', TLS_CERT: '', HOST: '' })).toEqual(readConfig({}))
})

test.each([
  ['PORT', 'eighty', 'PORT must be a whole number from 0 to 65535.'],
  ['PORT', '65536', 'PORT must be a whole number from 0 to 65535.'],
  ['PORT', '-1', 'PORT must be a whole number from 0 to 65535.'],
  ['PORT', '8787.5', 'PORT must be a whole number from 0 to 65535.'],
  ['PORT', '0x50', 'PORT must be a whole number from 0 to 65535.'],
  ['HOST', 'http://localhost', 'HOST must be a host name or an address, without a port.'],
  [
    'DATABASE_URL',
    'mysql://db',
    'DATABASE_URL must be the address of a PostgreSQL: postgresql://name:password@host/database.',
  ],
  ['REDIS_URL', 'cache:6379', 'REDIS_URL must be the address of a Redis: redis://name:password@host:6379.'],
  ['REGISTRATION', 'Open', 'REGISTRATION must be one of open, invitation, closed.'],
  ['TRUST_PROXY', 'yes', 'TRUST_PROXY must be a whole number from 0 to 10.'],
  ['DRAIN_SECONDS', '61', 'DRAIN_SECONDS must be a whole number from 0 to 60.'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace.'],
  ['TLS_CERT', '/tls/cert.pem', 'TLS_KEY is missing: TLS_CERT is set, and TLS needs both.'],
  ['TLS_KEY', '/tls/key.pem', 'TLS_CERT is missing: TLS_KEY is set, and TLS needs both.'],
])('%s=%s is refused', (variable, value, problem) => {
  expect(problemsOf({ [variable]: value })).toEqual([problem])
})

test('all wrong variables are named together, and no value is repeated', () => {
  const problems = problemsOf({
    PORT: 'secret-1',
    LOG_LEVEL: 'secret-2',
    DATABASE_URL: 'mysql://secret-4',
    TLS_KEY: '/secret-3',
  })
  expect(problems).toHaveLength(4)
  expect(problems.join()).not.toContain('secret')
})

test('.env.example describes every variable with its default', async () => {
  const example = await readFile(resolve(root, '.env.example'), 'utf8')
  const lines = example.split('\n').filter(line => /^# ?[A-Z_]+=/.test(line))
  const given = Object.fromEntries(lines.map(line => line.replace(/^# ?/, '').split('=', 2)))
  expect(Object.keys(given).toSorted()).toEqual(
    [
      'APP_DIR',
      'BLOB_QUOTA_MB',
      'DATABASE_URL',
      'DATA_DIR',
      'DRAIN_SECONDS',
      'HOST',
      'LOG_LEVEL',
      'PASSWORD_PEPPER',
      'PORT',
      'REDIS_URL',
      'REGISTRATION',
      'SERVER_SECRET',
      'THREAD_QUOTA_MB',
      'TLS_CERT',
      'TLS_KEY',
      'TRUST_PROXY',
    ].toSorted(),
  )
  expect(readConfig(given)).toEqual(readConfig({}))
})
