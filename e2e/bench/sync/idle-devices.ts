/** Devices that are connected and say nothing, each in a room of its own: what the server holds for one of them. */

import { setTimeout } from 'node:timers/promises'
import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { WebSocket } from 'ws'
import type { Figure } from '../report.ts'
import { createAccount, type OwnedWorkspace } from './accounts.ts'
import type { BenchPostgres } from './bench-postgres.ts'
import { connectDevice, makeMany } from './device.ts'
import { bareServer, type ServerProcess, startServerProcess, wholeServer } from './open-process.ts'
import { residentBytes } from './process-memory.ts'

/** An account has a few devices, not two thousand. */
const devicesOfAccount = 4
/** Until what connecting took has been given back. */
const settles = 3_000

interface Connection {
  readonly close: () => void
}

export const benchIdleDevices = async (
  postgres: BenchPostgres,
  devices: number,
): Promise<readonly Figure[]> => {
  const accounts = await makeMany(Math.ceil(devices / devicesOfAccount), 10, () => createAccount(postgres))
  const sessions = await makeMany(devices, 10, async index => {
    const account = accounts[index % accounts.length]
    if (account === undefined) throw new Error('every device has an account')
    return { account, cookie: (await account.addDevice()).cookie }
  })
  const bare = await perConnection(bareServer, {}, devices, server => connectBare(server.port))
  const ours = await perConnection(wholeServer, { DATABASE_URL: postgres.url }, devices, (server, index) => {
    const session = sessions[index]
    if (session === undefined) throw new Error('every device has a session')
    return connectIdle(server.port, session.account, session.cookie)
  })
  return [
    {
      what: `memory of the server for an idle device, above a bare connection, ${devices} devices`,
      measured: (ours - bare) / 1_024,
      budget: 25,
      unit: 'KB',
      note: `${(ours / 1_024).toFixed(1)} against ${(bare / 1_024).toFixed(1)} KB, resident memory`,
    },
  ]
}

const perConnection = async (
  script: string,
  environment: Readonly<Record<string, string>>,
  count: number,
  connect: (server: ServerProcess, index: number) => Promise<Connection>,
): Promise<number> => {
  await using server = await startServerProcess(script, environment)
  await setTimeout(settles)
  const before = await residentBytes(server.pid)
  const connections = await makeMany(count, 20, index => connect(server, index))
  await setTimeout(settles)
  const after = await residentBytes(server.pid)
  for (const { close } of connections) close()
  return (after - before) / count
}

const connectBare = (port: number): Promise<Connection> =>
  new Promise((resolve, reject) => {
    const websocket = new WebSocket(`ws://localhost:${port}/`, { perMessageDeflate: false })
    websocket.once('open', () => resolve({ close: () => websocket.terminate() }))
    websocket.once('error', reject)
  })

const connectIdle = (port: number, { workspaceId }: OwnedWorkspace, cookie: string): Promise<Connection> =>
  connectDevice({ port, cookie, workspaceId, roomId: createId(systemRandom, 'thr') })
