/** A server in a process of its own, that ends whenever the test, or itself, wants it to. */

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import * as z from 'zod'
import { type Faults, faultsVariable } from './faults.ts'

const Message = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('listening'), port: z.int() }),
  z.strictObject({
    type: z.literal('report'),
    stallMilliseconds: z.number(),
    busyMilliseconds: z.number(),
    held: z.int(),
    resident: z.int(),
  }),
])
/** `held` is what is left after garbage was collected. */
export type Report = Extract<z.infer<typeof Message>, { type: 'report' }>

export interface FaultyServer {
  readonly port: number
  /** Resolves with the signal that ended it. */
  readonly ended: Promise<string | null>
  readonly isAlive: () => boolean
  readonly kill: () => Promise<void>
  readonly report: () => Promise<Report>
  /** From here on stalls count. */
  readonly reset: () => void
  readonly errors: () => string
}

interface Options {
  readonly databaseUrl: string
  readonly dataDir: string
  readonly faults?: Faults
}

export const startFaultyServer = async ({
  databaseUrl,
  dataDir,
  faults = {},
}: Options): Promise<FaultyServer> => {
  const child = fork(join(import.meta.dirname, 'faulty-server-entry.ts'), {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      APP_DIR: 'none',
      LOG_LEVEL: 'silent',
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      [faultsVariable]: JSON.stringify(faults),
    },
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr?.on('data', text => (errors += String(text)))
  const ended = new Promise<string | null>(resolve => child.once('exit', (_code, signal) => resolve(signal)))
  onTestFinished(() => void child.kill('SIGKILL'))

  const listening = await Promise.race([next(child, 'listening'), ended.then(() => undefined)])
  if (listening === undefined) throw new Error(`the server did not start: ${errors}`)
  return {
    port: listening.port,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    report: () => {
      const report = next(child, 'report')
      child.send('report')
      return report
    },
    reset: () => void child.send('reset'),
    errors: () => errors,
  }
}

const next = <Type extends z.infer<typeof Message>['type']>(
  child: ChildProcess,
  type: Type,
): Promise<Extract<z.infer<typeof Message>, { type: Type }>> =>
  new Promise(resolve => {
    const listen = (message: unknown): void => {
      const parsed = Message.parse(message)
      if (!isOf(parsed, type)) return
      child.off('message', listen)
      resolve(parsed)
    }
    child.on('message', listen)
  })

const isOf = <Type extends z.infer<typeof Message>['type']>(
  message: z.infer<typeof Message>,
  type: Type,
): message is Extract<z.infer<typeof Message>, { type: Type }> => message.type === type
