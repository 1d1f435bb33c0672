import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { expect, onTestFinished, test, vi } from 'vitest'
import { appFixture, shell } from './testing/app-fixture.ts'
import { selfSigned } from './testing/self-signed.ts'

// Each starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 })

const main = join(import.meta.dirname, 'main.ts')

interface Run {
  readonly child: ChildProcess
  /** Resolves with the address on the ready line, or with undefined if the process ended without one. */
  readonly ready: Promise<string | undefined>
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
}

const run = (environment: Readonly<Record<string, string>>): Run => {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const stdout = textOf(child.stdout)
  const stderr = textOf(child.stderr)
  const exit = new Promise<number | null>(resolve => child.once('exit', resolve))
  const ended = Promise.all([exit, stdout.end, stderr.end]).then(([code, out, errors]) => ({
    code,
    stdout: out,
    stderr: errors,
  }))
  return { child, ready: stdout.first(/^Weft is ready: (.*)\n/m), ended }
}

/** Collects a stream; `first` resolves with what the pattern's group found, or undefined at the end. */
const textOf = (stream: Readable | null) => {
  if (stream === null) throw new Error('the process was started with pipes')
  let text = ''
  stream.on('data', chunk => (text += String(chunk)))
  const end = new Promise<string>(resolve => stream.once('close', () => resolve(text)))
  const first = (pattern: RegExp) =>
    new Promise<string | undefined>(resolve => {
      stream.on('data', () => {
        const found = pattern.exec(text)?.[1]
        if (found !== undefined) resolve(found)
      })
      void end.then(() => resolve(undefined))
    })
  return { end, first }
}

const folder = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'weft-data-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

const environment = async () => ({ APP_DIR: await appFixture(), DATA_DIR: join(await folder(), 'new/data') })

test('one clear line when it is ready, the app at that address, and an end by SIGTERM', async () => {
  const { child, ready, ended } = run(await environment())
  const url = await ready
  expect(url).toMatch(/^http:\/\/localhost:\d+$/)
  expect(await (await fetch(`${url}/threads/thr_x`)).text()).toBe(shell)
  child.kill('SIGTERM')
  expect(await ended).toEqual({ code: 0, stdout: `Weft is ready: ${url}\n`, stderr: '' })
})

test('it ends when the program that started it is gone', async () => {
  const { child, ready, ended } = run(await environment())
  await ready
  child.disconnect()
  expect((await ended).code).toBe(0)
})

test('a second signal ends it at once', async () => {
  const { child, ready, ended } = run({ ...(await environment()), DRAIN_SECONDS: '60', LOG_LEVEL: 'info' })
  await ready
  child.kill('SIGTERM')
  child.kill('SIGINT')
  expect((await ended).code).toBe(1)
})

const failing: readonly (readonly [string, () => Promise<Record<string, string>>, string])[] = [
  ['wrong settings', async () => ({ PORT: 'eighty' }), 'PORT must be a whole number from 0 to 65535.'],
  [
    'a data folder it cannot write to',
    async () => {
      const file = join(await folder(), 'file')
      await writeFile(file, '')
      return { DATA_DIR: join(file, 'data') }
    },
    'because it cannot write to ',
  ],
  [
    'no built app',
    async () => ({ DATA_DIR: await folder(), APP_DIR: await folder() }),
    'there is no built app in ',
  ],
  [
    'a certificate that is not there',
    async () => ({ DATA_DIR: await folder(), TLS_CERT: '/nowhere/cert.pem', TLS_KEY: '/nowhere/key.pem' }),
    'it cannot read /nowhere/cert.pem',
  ],
  [
    'a key of another certificate',
    async () => {
      const directory = await folder()
      await writeFile(join(directory, 'cert.pem'), selfSigned().certificate)
      await writeFile(join(directory, 'key.pem'), selfSigned().key)
      return {
        DATA_DIR: directory,
        TLS_CERT: join(directory, 'cert.pem'),
        TLS_KEY: join(directory, 'key.pem'),
      }
    },
    'certificate and key do not fit together',
  ],
  [
    'a port that is taken',
    async () => {
      const other = createServer().listen(0, '127.0.0.1')
      onTestFinished(() => void other.close())
      await new Promise(resolve => other.once('listening', resolve))
      const address = other.address()
      if (address === null || typeof address === 'string') throw new Error('the other program has a port')
      return { ...(await environment()), PORT: String(address.port) }
    },
    'is taken by another program',
  ],
]

test.each(failing)('%s: it does not start, and says why and what to do', async (_what, prepare, reason) => {
  const { code, stdout, stderr } = await run(await prepare()).ended
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('Weft did not start')
  expect(stderr).toContain('Nothing was changed.')
  expect(stderr).toContain(reason)
})
