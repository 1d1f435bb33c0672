/** The room log in maps: what the simulation runs on, and what the PostgreSQL one is compared with. */

import { assert } from '@weft/shared/assert.ts'
import type { DeviceId, RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok } from '@weft/shared/result.ts'
import { isCompactionDue } from './compaction-due.ts'
import { contentHash } from './content-hash.ts'
import type { MovedHead } from './hints.ts'
import type {
  Appended,
  DueRoom,
  NewSnapshot,
  PushedUpdate,
  RoomContent,
  RoomLog,
  RoomRef,
  StoredUpdate,
} from './room-log.ts'

/** Everything that a log in memory has stored. */
export type MemoryWorkspaces = Map<WorkspaceId, MemoryWorkspace>

interface MemoryWorkspace {
  headSeq: number
  reserveUsed: number
  readonly rooms: Map<RoomId, MemoryRoom>
  readonly clientIds: Map<RoomId, Map<number, DeviceId>>
}

export interface MemoryRoom {
  headSeq: number
  deleted: boolean
  /** The newest first; at most two. */
  snapshots: readonly StoredUpdate[]
  rows: readonly MemoryRow[]
}

interface MemoryRow extends StoredUpdate {
  readonly hash: string
  readonly quarantined: boolean
}

interface Deps {
  /** Told after each commit which heads it moved. */
  readonly announce?: (moved: readonly MovedHead[]) => void
  /** Where it stores; two logs over one are two nodes of one database. */
  readonly workspaces?: MemoryWorkspaces
}

export const createMemoryRoomLog = ({ announce, workspaces = new Map() }: Deps = {}): RoomLog => {
  const appendOne = (update: PushedUpdate): Appended => {
    const { workspaceId, roomId, bytes } = update
    const workspace = workspaces.get(workspaceId)
    if (workspace === undefined) return { type: 'workspace-unknown' }
    const room = workspace.rooms.get(roomId) ?? { headSeq: 0, deleted: false, snapshots: [], rows: [] }
    if (room.deleted) return { type: 'room-deleted' }
    const hash = contentHash(update).toString('hex')
    const known = room.rows.find(row => row.hash === hash)
    if (known !== undefined) return { type: 'stored', seq: known.seq, repeated: true }
    if (!takeRoom(workspace, update)) return { type: 'quota-exceeded' }
    workspace.headSeq += 1
    const { headSeq } = workspace
    room.headSeq = headSeq
    room.rows = [...room.rows, { seq: headSeq, bytes: bytes.slice(), hash, quarantined: false }]
    workspace.rooms.set(roomId, room)
    return { type: 'stored', seq: headSeq, repeated: false }
  }

  const tell = (workspaceIds: Iterable<WorkspaceId>): void => {
    const moved = [...new Set(workspaceIds)].flatMap(workspaceId => {
      const headSeq = workspaces.get(workspaceId)?.headSeq
      return headSeq === undefined ? [] : [{ workspaceId, headSeq }]
    })
    if (moved.length > 0) announce?.(moved)
  }

  const findRoom = ({ workspaceId, roomId }: RoomRef): MemoryRoom | undefined =>
    workspaces.get(workspaceId)?.rooms.get(roomId)

  return {
    createWorkspace: async workspaceId => {
      if (!workspaces.has(workspaceId))
        workspaces.set(workspaceId, { headSeq: 0, reserveUsed: 0, rooms: new Map(), clientIds: new Map() })
      return ok(undefined)
    },
    append: async updates => {
      const appended = updates.map(appendOne)
      tell(updates.map(({ workspaceId }) => workspaceId))
      return ok(appended)
    },
    heads: async workspaceIds =>
      ok(
        new Map(
          workspaceIds.flatMap(workspaceId => {
            const workspace = workspaces.get(workspaceId)
            if (workspace === undefined) return []
            return [[workspaceId, { headSeq: workspace.headSeq, bytesUsed: bytesUsedOf(workspace) }]]
          }),
        ),
      ),
    changedRooms: async (workspaceId, after, received) => {
      const workspace = workspaces.get(workspaceId)
      const rooms = [...(workspace?.rooms ?? [])]
        .filter(([, { headSeq }]) => headSeq > after)
        .filter(([, { headSeq }]) => !received || headSeq < received.from || headSeq > received.to)
        .map(([roomId, room]) => ({
          roomId,
          headSeq: room.headSeq,
          deleted: room.deleted,
          bytes: sizeOf(logOf(room)) + sizeOf(room.snapshots.slice(0, 1)),
        }))
      return ok({
        until: workspace?.headSeq ?? after,
        rooms: rooms.toSorted((a, b) => b.headSeq - a.headSeq),
      })
    },
    readRooms: async (workspaceId, roomIds, after) =>
      ok(
        roomIds.flatMap(roomId => {
          const room = findRoom({ workspaceId, roomId })
          return room === undefined ? [] : [contentOf(roomId, room, after)]
        }),
      ),
    claimClientIds: async (room, deviceId, clientIds) => {
      const workspace = workspaces.get(room.workspaceId)
      if (workspace === undefined) return ok(new Map())
      const owners = workspace.clientIds.get(room.roomId) ?? new Map<number, DeviceId>()
      for (const clientId of clientIds) if (!owners.has(clientId)) owners.set(clientId, deviceId)
      workspace.clientIds.set(room.roomId, owners)
      return ok(pick(owners, clientIds))
    },
    clientIdOwners: async (room, clientIds) =>
      ok(pick(workspaces.get(room.workspaceId)?.clientIds.get(room.roomId) ?? new Map(), clientIds)),
    quarantine: async (ref, seqs) => {
      const room = findRoom(ref)
      return ok(room === undefined ? 0 : quarantineRows(room, seqs))
    },
    roomsToCompact: async limit =>
      ok(
        [...workspaces]
          .flatMap(([workspaceId, { rooms }]) =>
            [...rooms]
              .filter(([, room]) => isDue(room))
              .map(
                ([roomId, room]): DueRoom => ({
                  workspaceId,
                  roomId,
                  headSeq: room.headSeq,
                  rows: logOf(room).length,
                }),
              ),
          )
          .slice(0, limit),
      ),
    writeSnapshot: async (ref, snapshot) => {
      assert(snapshot.seq > snapshot.base, 'a snapshot is made of something new')
      const room = findRoom(ref)
      if (room === undefined || room.deleted || snapshot.base !== (room.snapshots[0]?.seq ?? 0))
        return ok('overtaken')
      fold(room, snapshot)
      return ok('written')
    },
    deleteRoom: async ({ workspaceId, roomId }) => {
      const workspace = workspaces.get(workspaceId)
      if (workspace === undefined) return ok(undefined)
      const room = workspace.rooms.get(roomId)
      if (room?.deleted) return ok(room.headSeq)
      workspace.headSeq += 1
      const { headSeq } = workspace
      workspace.rooms.set(roomId, { headSeq, deleted: true, snapshots: [], rows: [] })
      workspace.clientIds.delete(roomId)
      tell([workspaceId])
      return ok(headSeq)
    },
    forgetWorkspace: async workspaceId => {
      workspaces.delete(workspaceId)
      return ok(undefined)
    },
  }
}

/** As it is now, whatever is stored later: a backup. */
export const copyWorkspaces = (workspaces: MemoryWorkspaces): MemoryWorkspaces =>
  new Map(
    [...workspaces].map(([workspaceId, { headSeq, reserveUsed, rooms, clientIds }]) => [
      workspaceId,
      {
        headSeq,
        reserveUsed,
        rooms: new Map([...rooms].map(([roomId, room]) => [roomId, { ...room }])),
        clientIds: new Map([...clientIds].map(([roomId, owners]) => [roomId, new Map(owners)])),
      },
    ]),
  )

const sizeOf = (updates: readonly StoredUpdate[]): number =>
  updates.reduce((sum, { bytes }) => sum + bytes.length, 0)

const bytesUsedOf = ({ rooms }: MemoryWorkspace): number =>
  [...rooms.values()].reduce((sum, room) => sum + sizeOf(room.rows) + sizeOf(room.snapshots), 0)

/** Whether there is room for the update, in the quota or in the reserve above it. */
const takeRoom = (workspace: MemoryWorkspace, { bytes, quota }: PushedUpdate): boolean => {
  if (quota === undefined) return true
  const used = bytesUsedOf(workspace)
  if (used <= quota.bytes) workspace.reserveUsed = 0
  if (used + bytes.length <= quota.bytes) return true
  if (workspace.reserveUsed + bytes.length > quota.reserve) return false
  workspace.reserveUsed += bytes.length
  return true
}

/** The rows that a reader gets. */
const logOf = (room: MemoryRoom): readonly MemoryRow[] => room.rows.filter(row => !row.quarantined)

const isDue = (room: MemoryRoom): boolean => {
  const rows = logOf(room)
  return isCompactionDue({
    rows: rows.length,
    bytes: sizeOf(rows),
    snapshotBytes: room.snapshots[0]?.bytes.length ?? 0,
  })
}

const contentOf = (roomId: RoomId, room: MemoryRoom, after: number): RoomContent => {
  const [snapshot] = room.snapshots
  return {
    roomId,
    headSeq: room.headSeq,
    deleted: room.deleted,
    snapshot: snapshot !== undefined && snapshot.seq > after ? snapshot : undefined,
    rows: logOf(room)
      .filter(({ seq }) => seq > after)
      .map(({ seq, bytes }) => ({ seq, bytes })),
    quarantined: room.rows.filter(row => row.quarantined).length,
  }
}

const quarantineRows = (room: MemoryRoom, seqs: readonly number[]): number => {
  const changed = logOf(room).filter(({ seq }) => seqs.includes(seq)).length
  room.rows = room.rows.map(row => (seqs.includes(row.seq) ? { ...row, quarantined: true } : row))
  return changed
}

const fold = (room: MemoryRoom, { seq, bytes, unreadable }: NewSnapshot): void => {
  quarantineRows(room, unreadable)
  room.rows = room.rows.filter(row => row.quarantined || row.seq > seq)
  room.snapshots = [{ seq, bytes: bytes.slice() }, ...room.snapshots].slice(0, 2)
}

const pick = (
  owners: ReadonlyMap<number, DeviceId>,
  clientIds: readonly number[],
): ReadonlyMap<number, DeviceId> =>
  new Map(
    clientIds.flatMap(clientId => {
      const owner = owners.get(clientId)
      return owner === undefined ? [] : [[clientId, owner]]
    }),
  )
