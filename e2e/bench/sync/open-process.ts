/** A server as a process of its own, so that its CPU time and memory are its own. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { serverArguments, serverEnvironment } from '../../../scripts/server-arguments.mjs'

export interface ServerProcess {
  readonly pid: number
  readonly port: number
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

const root = resolve(import.meta.dirname, '../../..')

/** The measured half behind open doors (`open-server.ts`), for load generators of others. */
export const openServer = 'e2e/bench/sync/open-server.ts'
/** The server as `npm start` runs it. */
export const wholeServer = 'sync-server/src/main.ts'
/** A WebSocket server that only keeps its connections. */
export const bareServer = 'e2e/bench/sync/bare-server.ts'

/** Longer than any start here, so a server that hangs ends the run. */
const startsWithin = 30_000
const stopsWithin = 10_000

export const startServerProcess = async (
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [...serverArguments, resolve(root, script)], {
    env: {
      ...process.env,
      ...serverEnvironment,
      HOST: '127.0.0.1',
      PORT: '0',
      APP_DIR: 'none',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const port = await Promise.race([
    readPort(child.stdout),
    exited.then(() => Promise.reject(new Error(`${script} ended before it listened`))),
    setTimeout(startsWithin, undefined, { ref: false }).then(() =>
      Promise.reject(new Error(`${script} does not listen`)),
    ),
  ])
  if (child.pid === undefined) throw new Error(`${script} did not start`)
  return {
    pid: child.pid,
    port,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await Promise.race([exited, setTimeout(stopsWithin, undefined, { ref: false })])
      if (child.exitCode === null) child.kill('SIGKILL')
    },
  }
}

/** Both say where they listen on their first line. */
const readPort = async (output: Readable): Promise<number> => {
  let text = ''
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    const port = /:(\d+)\s*$/m.exec(text)?.[1]
    if (port === undefined) continue
    output.resume()
    return Number(port)
  }
  throw new Error('a server ended without saying where it listens')
}
