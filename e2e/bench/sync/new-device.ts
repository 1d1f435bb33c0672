/** A new device of an account with history: everything by one POST /sync, from the request to the last byte. */

import { request } from 'node:http'
import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { bulkContentType, bulkDown, encodeBulkUp } from '@weft/shared/protocol/bulk.ts'
import { createBulkDecoder } from '@weft/shared/protocol/bulk-decoder.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import * as Y from 'yjs'
import { createPostgresRoomLog } from '../../../sync-server/src/rooms/postgres-room-log.ts'
import { median } from '../browser.ts'
import type { Figure } from '../report.ts'
import { createAccount, type OwnedWorkspace } from './accounts.ts'
import type { BenchPostgres } from './bench-postgres.ts'
import { startServerProcess, wholeServer } from './open-process.ts'

const messagesEach = 20
const valueBytes = 1_024
/** What the sidebar shows at first. */
const firstPageRooms = 30
const repeats = 3

export const benchNewDevice = async (
  postgres: BenchPostgres,
  threads: number,
): Promise<readonly Figure[]> => {
  const account = await createAccount(postgres)
  await writeHistory(postgres, account, threads)
  const { cookie } = await account.addDevice()
  await using server = await startServerProcess(wholeServer, { DATABASE_URL: postgres.url })
  const runs: Received[] = []
  for (let run = 0; run < repeats; run += 1) runs.push(await receiveAll(server.port, cookie, account))
  const last = runs.at(-1)
  if (last === undefined) throw new Error('it runs at least once')
  const { bytes, rooms, updates } = last
  if (rooms !== threads || updates < threads) throw new Error(`${rooms} rooms came of ${threads}`)
  const plain = threads * messagesEach * valueBytes
  const all = runs.map(({ wholeAfter }) => wholeAfter)
  const first = runs.map(({ firstPageAfter }) => firstPageAfter)
  const note = `median of ${repeats}`
  return [
    {
      what: `new device: the first ${firstPageRooms} threads`,
      measured: median(first),
      budget: 1,
      unit: 's',
      values: first,
      note,
    },
    {
      what: `new device: ${threads} threads of ${messagesEach} messages received`,
      measured: median(all),
      budget: 5,
      unit: 's',
      values: all,
      note,
    },
    {
      what: 'new device: bytes received against sealed values',
      measured: bytes / plain,
      budget: 1.1,
      unit: 'times',
      note: `${bytes} bytes`,
    },
  ]
}

const writeHistory = async (
  { database }: BenchPostgres,
  { workspaceId, addDevice }: OwnedWorkspace,
  threads: number,
): Promise<void> => {
  const log = createPostgresRoomLog({ database, node: null })
  const { id: deviceId } = await addDevice()
  for (let thread = 0; thread < threads; thread += 1) {
    const room = { workspaceId, roomId: createId(systemRandom, 'thr'), deviceId }
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => void updates.push(update))
    for (let message = 0; message < messagesEach; message += 1)
      doc.getMap('m').set(`message ${message}`, systemRandom.bytes(valueBytes))
    const appended = await log.append(updates.map(bytes => ({ ...room, bytes })))
    if (!appended.ok) throw new Error(appended.error.cause)
  }
}

interface Received {
  readonly bytes: number
  readonly rooms: number
  readonly updates: number
  readonly firstPageAfter: number
  readonly wholeAfter: number
}

const receiveAll = (port: number, cookie: string, { workspaceId }: OwnedWorkspace): Promise<Received> =>
  new Promise((resolve, reject) => {
    const begun = performance.now()
    const decoder = createBulkDecoder(bulkDown)
    let bytes = 0
    let rooms = 0
    let updates = 0
    let firstPageAfter = 0
    const secondsSince = (): number => (performance.now() - begun) / 1_000

    const take = (piece: Buffer): void => {
      bytes += piece.length
      const { items } = decoder.feed(Uint8Array.from(piece))
      for (const { type } of items) {
        if (type === 'update' || type === 'snapshot') updates += 1
        if (type !== 'room') continue
        // The room after them says that those before are whole.
        if (rooms === firstPageRooms) firstPageAfter = secondsSince()
        rooms += 1
      }
    }

    const asked = request(
      {
        host: 'localhost',
        port,
        method: 'POST',
        path: '/api/v1/sync',
        headers: {
          Cookie: cookie,
          Origin: `http://localhost:${port}`,
          'Content-Type': bulkContentType(wireVersion),
        },
      },
      response => {
        if (response.statusCode !== 200) return reject(new Error(`/sync answered ${response.statusCode}`))
        response.on('data', take)
        response.on('error', reject)
        response.on('end', () => {
          if (!decoder.finish().ok) return reject(new Error('the answer of /sync was cut'))
          return resolve({ bytes, rooms, updates, firstPageAfter, wholeAfter: secondsSince() })
        })
      },
    )
    asked.on('error', reject)
    asked.write(
      encodeBulkUp({ type: 'begin', version: wireVersion, workspaceId, epoch: '', cursor: 0, done: [] }),
    )
    asked.end(encodeBulkUp({ type: 'end' }))
  })
