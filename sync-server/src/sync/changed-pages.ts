/**
 * The changed rooms of a workspace, newest first, a page at a time: never more is read than one page, and none before
 * the one before has gone out (docs/protocol.md, B6).
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { BulkDown } from '@weft/shared/protocol/bulk.ts'
import { must } from '@weft/shared/assert.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Places } from '../limits/places.ts'
import type { ChangedRoom, LogError, RoomContent, RoomLog } from '../rooms/room-log.ts'
import type { ItemWriter, WriteError } from './item-writer.ts'
import type { SyncLimits } from './sync-limits.ts'

/** stopping: what is under way ends soon and in order. lost: nothing more may be seen. */
export type Permission = 'granted' | 'stopping' | 'lost'

interface Deps {
  readonly log: Pick<RoomLog, 'readRooms'>
  readonly writer: ItemWriter
  readonly limits: SyncLimits
  readonly places: Places
  /** Asked before each page. */
  readonly permission: () => Promise<Permission>
}

interface Plan {
  readonly workspaceId: WorkspaceId
  readonly after: number
  readonly rooms: readonly ChangedRoom[]
  /** What the same exchange has pushed need not come back. */
  readonly own: ReadonlySet<number>
}

export type PageError = LogError | WriteError | TaggedError<'access-lost'>

/** `more`: it ended for length, or because the server stops. */
export const sendChangedRooms = async (
  { log, writer, limits, places, permission }: Deps,
  { workspaceId, after, rooms, own }: Plan,
): Promise<Result<'all' | 'more', PageError>> => {
  const send = (item: BulkDown) => writer.send(item, limits.bufferedBytes)

  const sendRoom = async (
    { roomId, headSeq }: ChangedRoom,
    content: RoomContent | undefined,
  ): Promise<Result<void, WriteError>> => {
    const { snapshot, rows = [] } = content ?? {}
    const items: readonly BulkDown[] = [
      { type: 'room', roomId, head: headSeq },
      ...(snapshot === undefined ? [] : [numbered('snapshot', snapshot)]),
      ...rows.filter(({ seq }) => !own.has(seq)).map(row => numbered('update', row)),
    ]
    for (const item of items) {
      const sent = await send(item)
      if (!sent.ok) return sent
    }
    return ok(undefined)
  }

  const sendPage = async (page: readonly ChangedRoom[]): Promise<Result<void, LogError | WriteError>> => {
    const roomIds = page.map(({ roomId }) => roomId)
    const read = await log.readRooms(workspaceId, roomIds, after)
    if (!read.ok) return read
    const contents = new Map(read.value.map(content => [content.roomId, content]))
    for (const room of page) {
      const sent = await sendRoom(room, contents.get(room.roomId))
      if (!sent.ok) return sent
    }
    return ok(undefined)
  }

  for (const page of pagesOf(rooms, limits)) {
    const bytes = sizeOf(page)
    const isFirst = page[0] === rooms[0]
    if (!isFirst && writer.sent() + bytes > limits.answerBytes) return ok('more')
    const permitted = await permission()
    if (permitted === 'stopping') return ok('more')
    if (permitted === 'lost') return err({ type: 'access-lost' })
    const leave = bytes > limits.largeBytes ? await places.enter() : undefined
    try {
      const sent = await sendPage(page)
      if (!sent.ok) return sent
    } finally {
      leave?.()
    }
  }
  return ok('all')
}

const numbered = (
  type: 'snapshot' | 'update',
  { seq, bytes }: { readonly seq: number; readonly bytes: Uint8Array },
): BulkDown => ({ type, number: seq, update: bytes })

const sizeOf = (page: readonly ChangedRoom[]): number => page.reduce((sum, { bytes }) => sum + bytes, 0)

/** A room is never divided; one that is larger than a page is a page. */
const pagesOf = function* (
  rooms: readonly ChangedRoom[],
  { pageBytes, pageRooms }: Pick<SyncLimits, 'pageBytes' | 'pageRooms'>,
): Generator<readonly ChangedRoom[], void> {
  let from = 0
  while (from < rooms.length) {
    let to = from + 1
    let bytes = must(rooms[from], 'a room of the list').bytes
    for (; to < rooms.length && to - from < pageRooms; to += 1) {
      const room = must(rooms[to], 'a room of the list')
      if (bytes + room.bytes > pageBytes) break
      bytes += room.bytes
    }
    yield rooms.slice(from, to)
    from = to
  }
}
