/**
 * A device as far as /sync sees it: rows that wait, a cursor, what it has received. It keeps the promises that a client
 * keeps (docs/protocol.md, B), and complains when the server breaks one of its own.
 */

import { assert, must } from '@weft/shared/assert.ts'
import type { Random } from '@weft/shared/env.ts'
import type { DeviceId, RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { type BulkDown, encodeBulkUp } from '@weft/shared/protocol/bulk.ts'
import { type DoneRange, extendDone, isHeadDone } from '@weft/shared/protocol/done-ranges.ts'
import { isFinal, type RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import * as Y from 'yjs'
import { type Cuts, exchange, type Exchanged, type SyncTarget } from './sync-client.ts'

export interface Row {
  readonly localNumber: number
  readonly roomId: RoomId
  readonly clientIds: readonly number[]
  readonly update: Uint8Array
}

export interface SyncDevice {
  readonly id: DeviceId
  readonly rows: () => readonly Row[]
  /** By local number; 0 where the server had it before. */
  readonly acked: ReadonlyMap<number, number>
  /** For good, or for now: then it is pushed again. */
  readonly rejected: ReadonlyMap<number, RejectReason>
  readonly cursor: () => number
  /** Every number that came, in a row or within a snapshot. */
  readonly holds: (roomId: RoomId, number: number) => boolean
  /** How often a row came, by room and number. */
  readonly receipts: ReadonlyMap<string, number>
  readonly value: (roomId: RoomId, key: string) => unknown
  readonly write: (roomId: RoomId, key: string, bytes?: Uint8Array) => Row
  readonly push: (row: Omit<Row, 'localNumber'>) => Row
  readonly sync: (target: SyncTarget, cuts?: Cuts) => Promise<Exchanged>
  /** The request that `sync` would send. */
  readonly request: () => Uint8Array
}

interface Deps {
  readonly id: DeviceId
  readonly workspaceId: WorkspaceId
  readonly random: Random
}

export const createSyncDevice = ({ id, workspaceId, random }: Deps): SyncDevice => {
  const rows: Row[] = []
  const docs = new Map<RoomId, Y.Doc>()
  const acked = new Map<number, number>()
  const rejected = new Map<number, RejectReason>()
  const receipts = new Map<string, number>()
  const snapshots = new Map<RoomId, number>()
  let epoch = ''
  let cursor = 0
  let done: readonly DoneRange[] = []

  const docOf = (roomId: RoomId): Y.Doc => {
    const known = docs.get(roomId)
    if (known !== undefined) return known
    const doc = new Y.Doc()
    doc.clientID = Math.floor(random.fraction() * 2 ** 32)
    docs.set(roomId, doc)
    return doc
  }

  const push = (row: Omit<Row, 'localNumber'>): Row => {
    const pushed = { ...row, localNumber: rows.length + 1 }
    rows.push(pushed)
    return pushed
  }

  const waiting = (): readonly Row[] =>
    rows.filter(({ localNumber }) => {
      const reason = rejected.get(localNumber)
      return !acked.has(localNumber) && (reason === undefined || !isFinal(reason))
    })

  const request = (): Uint8Array =>
    Buffer.concat([
      encodeBulkUp({ type: 'begin', version: wireVersion, workspaceId, epoch, cursor, done }),
      ...waiting().map(row => encodeBulkUp({ type: 'push', ...row })),
      encodeBulkUp({ type: 'end' }),
    ])

  const receive = (roomId: RoomId, item: Extract<BulkDown, { type: 'snapshot' | 'update' }>): void => {
    Y.applyUpdate(docOf(roomId), item.update)
    if (item.type === 'snapshot') snapshots.set(roomId, item.number)
    const name = `${roomId} ${item.type} ${item.number}`
    receipts.set(name, (receipts.get(name) ?? 0) + 1)
  }

  const take = (items: readonly BulkDown[], listHead: number): void => {
    let room: Extract<BulkDown, { type: 'room' }> | undefined
    const complete = (): void => {
      if (room !== undefined) done = extendDone(done, room.head, listHead)
      room = undefined
    }
    for (const item of items) {
      switch (item.type) {
        case 'begin':
          // Another database, or an older state of this one: what was received of it says nothing.
          if (item.epoch !== epoch || item.head < cursor) {
            epoch = item.epoch
            cursor = 0
            done = []
          }
          break
        case 'ack':
          assert(!acked.has(item.localNumber), 'a row is answered once')
          acked.set(item.localNumber, item.number)
          break
        case 'reject':
          rejected.set(item.localNumber, item.reason)
          break
        case 'room':
          complete()
          assert(!isHeadDone(done, item.head), 'a room that came in full does not come again')
          room = item
          break
        case 'snapshot':
        case 'update':
          receive(must(room, 'a room before its updates').roomId, item)
          break
        case 'end':
          complete()
          assert(item.cursor >= cursor, 'the cursor never goes back')
          cursor = item.cursor
          if (!item.more) done = []
      }
    }
  }

  return {
    id,
    rows: () => rows,
    acked,
    rejected,
    cursor: () => cursor,
    receipts,
    holds: (roomId, number) =>
      receipts.has(`${roomId} update ${number}`) ||
      (snapshots.get(roomId) ?? 0) >= number ||
      rows.some(row => row.roomId === roomId && acked.get(row.localNumber) === number),
    value: (roomId, key) => docOf(roomId).getMap('m').get(key),
    write: (roomId, key, bytes = random.bytes(12)) => {
      const doc = docOf(roomId)
      const before = Y.encodeStateVector(doc)
      doc.getMap('m').set(key, bytes)
      return push({
        roomId,
        clientIds: [doc.clientID],
        update: Y.encodeStateAsUpdate(doc, before),
      })
    },
    push,
    request,
    sync: async (target, cuts) => {
      const exchanged = await exchange(target, request(), cuts)
      const begin = exchanged.items[0]
      if (begin?.type === 'begin') take(exchanged.items, begin.head)
      return exchanged
    },
  }
}
