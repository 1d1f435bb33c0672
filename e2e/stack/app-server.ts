/** The real server with the built app, as `npm start` runs it, on a port of its own and a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const root = resolve(import.meta.dirname, '../..')

/** The built app; `E2E_APP_DIR` names another build than the usual one. */
export const builtApp = resolve(root, process.env['E2E_APP_DIR'] ?? 'app/dist')

export interface AppServer {
  /** `http://localhost:port`: a secure context, and stable over `restart`. */
  readonly url: string
  readonly port: number
  /** Everything that it keeps is below. */
  readonly dataDir: string
  /** What it has written to its log, over all its starts. */
  readonly logged: () => string
  readonly running: () => boolean
  /** Stops the process as an operator does; the address refuses connections afterwards. */
  readonly stop: () => Promise<void>
  /** Ends the process without a chance to say goodbye. */
  readonly kill: () => Promise<void>
  /** Starts it again on the same port, if wanted with another build of the app. */
  readonly start: (appDir?: string) => Promise<void>
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export interface AppServerOptions {
  readonly appDir?: string
  readonly port?: number
  readonly environment?: Readonly<Record<string, string>>
}

/** Milliseconds: the budget of a start without a network is five seconds, and this machine may be busy. */
const startLimit = 20_000

/** Milliseconds: as long as the server itself waits for a PostgreSQL that is about to stop. */
const databaseStopLimit = 15_000

export const startAppServer = async (options: AppServerOptions = {}): Promise<AppServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'weft-e2e-'))
  let child: ChildProcess | undefined
  let port = options.port ?? 0
  const log: string[] = []

  const start = async (appDir = options.appDir ?? builtApp): Promise<void> => {
    if (child !== undefined) throw new Error('The server runs already')
    const started = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'sync-server/src/main.ts')], {
      cwd: root,
      env: {
        ...process.env,
        ...options.environment,
        PORT: String(port),
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
        APP_DIR: appDir,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    started.stderr.on('data', (data: Buffer) => log.push(data.toString()))
    port = await readPort(started)
  }

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child
    child = undefined
    if (ending === undefined || ending.exitCode !== null) return
    const exited = once(ending, 'exit')
    ending.kill(signal)
    await exited
  }

  const close = async (): Promise<void> => {
    await end('SIGTERM')
    await databaseStopped(dataDir)
    await rm(dataDir, { recursive: true, force: true })
  }

  await start().catch(async (cause: unknown) => {
    await close()
    throw cause
  })
  return {
    url: `http://localhost:${port}`,
    port,
    dataDir,
    logged: () => log.join(''),
    running: () => child !== undefined,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    start,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/**
 * The PostgreSQL of a server that was killed stops by itself, and writes into its folder until then. Its lock file is
 * the last thing that it removes.
 */
const databaseStopped = async (dataDir: string): Promise<void> => {
  const lockFile = join(dataDir, 'postgres/postmaster.pid')
  for (const end = Date.now() + databaseStopLimit; await exists(lockFile); await sleep(25))
    if (Date.now() > end) throw new Error(`PostgreSQL still runs after ${databaseStopLimit} ms: ${lockFile}`)
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The server says where it is on one line; if it dies first, its own words are the error. */
const readPort = (child: ChildProcess): Promise<number> =>
  new Promise((found, reject) => {
    let output = ''
    let complaint = ''
    const fail = (why: string): void => {
      clearTimeout(limit)
      reject(new Error(`${why}\n${output}${complaint}`))
    }
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      fail(`The server was not ready after ${startLimit} ms`)
    }, startLimit)
    child.stderr?.on('data', (data: Buffer) => {
      complaint = `${complaint}${data.toString()}`.slice(-10_000)
    })
    child.once('exit', code => fail(`The server ended with ${code}`))
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString()
      const port = /Weft is ready: https?:\/\/[^:/\s]+:(\d+)/.exec(output)?.[1]
      if (port === undefined) return
      clearTimeout(limit)
      found(Number(port))
    })
  })
