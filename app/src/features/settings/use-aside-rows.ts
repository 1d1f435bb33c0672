/** What is set aside on this device, by the room that it belongs to. Read from keys alone: its bytes may be large. */

import { useLiveQuery } from 'dexie-react-hooks'
import type { RoomRef } from '../../core/room-ref.ts'
import type { Database } from '../../core/database.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ThreadRow } from '../threads/tables.ts'

export interface AsideGroup extends RoomRef {
  readonly key: string
  /** The rows that are shown, and that a person who removes them means. */
  readonly numbers: readonly number[]
  /** Each once. A newer Weft may have others than this one knows. */
  readonly reasons: readonly string[]
  /** Undefined for what belongs to no thread. */
  readonly thread: ThreadRow | undefined
}

export interface AsideRows {
  readonly count: number
  readonly groups: readonly AsideGroup[]
}

const readAsideRows = async (database: Database): Promise<AsideRows> => {
  const aside = database.updates.orderBy('[workspaceId+aside]')
  const [keys, places] = await database.transaction('r', database.updates, async () => [
    await aside.clone().keys(),
    await aside.clone().primaryKeys(),
  ])
  const groups = new Map<string, AsideGroup>()
  for (const [index, [workspaceId, roomId, number]] of places.entries()) {
    const [, reason] = [keys[index]].flat()
    // What was written again has a row of its own, which syncs.
    if (typeof reason !== 'string' || reason === 'written-again') continue
    const key = `${workspaceId}.${roomId}`
    const { numbers, reasons } = groups.get(key) ?? { numbers: [], reasons: [] }
    groups.set(key, {
      workspaceId,
      roomId,
      key,
      numbers: [...numbers, number].toSorted((a, b) => a - b),
      reasons: [...new Set([...reasons, reason])],
      thread: undefined,
    })
  }
  const threads = await database
    .table<ThreadRow>('threads')
    .where('roomId')
    .anyOf([...groups.values()].map(({ roomId }) => roomId))
    .toArray()
  const named = [...groups.values()].map(group => ({
    ...group,
    thread: threads.find(({ roomId }) => roomId === group.roomId),
  }))
  return { count: named.reduce((count, { numbers }) => count + numbers.length, 0), groups: named }
}

export const useAsideRows = (): AsideRows | undefined => {
  const { database } = usePage()
  return useLiveQuery(() => readAsideRows(database), [database])
}
