/**
 * The entries of a room's queue that are about what is set aside: setting a row aside, showing what is in it, taking it
 * back, and letting it go. Taking back is one commit that appends what there is to append and settles the rows it comes
 * from, so that a crash or another tab leaves them where they were, or back, and never both.
 *
 * What came from a server is received once more. What this device wrote is not sent again as it was: the same bytes are
 * refused for the same reason (F8). Its values are written again, under the client id of the open document, as far as
 * nothing newer stands in their place.
 */

import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { AsideReason } from './aside.ts'
import { rewriteAside } from './aside-rewriting.ts'
import { readAsideValues } from './aside-values.ts'
import { changeLocally } from './local-change.ts'
import type { LoadedRoom } from './loaded-room.ts'
import { openValue } from './opening.ts'
import { type ApplyThrew, type IncomingUpdate, type ReceivingDeps, receiveUpdates } from './receiving.ts'
import { noChange } from './room-commit.ts'
import type { RoomEntry } from './room-entry.ts'
import type { OpenedValue } from './room-view.ts'
import { setRowAside } from './set-row-aside.ts'
import type { AsideUpdate, HeadMoved, StorageError } from './store.ts'
import type { SealedValue } from './writes.ts'

export interface TakenBack {
  /** Rows whose values are in the document now. */
  readonly back: number
  /** Rows that stay set aside: they still cannot be taken. */
  readonly left: number
}

export interface AsideValue extends SealedValue {
  readonly opened: OpenedValue
}

export interface AsideContents extends AsideUpdate {
  /** Null when the update cannot be taken apart. */
  readonly values: readonly AsideValue[] | null
}

type Entered<T> = Promise<Result<T, StorageError | TaggedError<'room-busy'>>>

export interface RoomAside {
  readonly setAside: (number: number, reason: AsideReason) => Entered<void>
  readonly contents: () => Entered<readonly AsideContents[]>
  readonly takeBack: () => Entered<TakenBack>
  readonly letGo: (numbers: readonly number[]) => Entered<void>
}

interface SetAside {
  readonly room: LoadedRoom
  readonly rows: readonly AsideUpdate[]
}

interface SetAsideWithValues extends SetAside {
  readonly values: ReturnType<typeof readAsideValues>
}

const isShown = ({ reason }: AsideUpdate): boolean => reason !== 'written-again'

const toIncoming = ({ bytes, serverNumber }: AsideUpdate): IncomingUpdate =>
  serverNumber === undefined ? { bytes } : { bytes, serverNumber }

const numbersOf = (rows: readonly AsideUpdate[]): readonly number[] => rows.map(({ number }) => number)

export const createRoomAside = (entry: RoomEntry, deps: ReceivingDeps): RoomAside => {
  const { ref } = entry

  /** The room, and what is set aside of it. */
  const readRows = async (): Promise<Result<SetAside, StorageError>> => {
    const room = await entry.current()
    if (!room.ok) return room
    const all = await deps.store.aside(ref.workspaceId)
    if (!all.ok) return all
    return ok({ room: room.value, rows: all.value.filter(({ roomId }) => roomId === ref.roomId) })
  }

  /** And what is in it, which takes the whole log. */
  const readValues = async (): Promise<Result<SetAsideWithValues, StorageError>> => {
    const read = await readRows()
    if (!read.ok) return read
    const stored = await deps.store.load(ref)
    return stored.ok ? ok({ ...read.value, values: readAsideValues(stored.value, read.value.rows) }) : stored
  }

  /** With the last row that is shown go those that had stood on a refused one: only what is left could need them. */
  const settledWith = (rows: readonly AsideUpdate[], gone: readonly number[]): readonly number[] => {
    const left = rows.filter(row => isShown(row) && !gone.includes(row.number))
    return left.length > 0 ? gone : numbersOf(rows)
  }

  const takeBackOnce = async (
    poison: ReadonlySet<number>,
  ): Promise<Result<TakenBack, (ApplyThrew & { readonly number: number }) | HeadMoved | StorageError>> => {
    const read = await readValues()
    if (!read.ok) return read
    const { room, rows, values } = read.value
    const shown = rows.filter(isShown)
    const incoming = shown.filter(({ own, number }) => !own && !poison.has(number))
    // Whoever asks for it takes the risk of one that has ended engines (U9).
    for (const { bytes, reason } of incoming) if (reason === 'apply-hung') await deps.largeUpdates.end(bytes)
    const received = await receiveUpdates(room, incoming.map(toIncoming), new Set(), deps)
    if ('type' in received) return err({ ...received, number: incoming[received.index]?.number ?? 0 })
    const refused = new Set(received.entries.flatMap(({ aside, bytes }) => (aside ? [bytes] : [])))
    const taken = incoming.filter(({ bytes }) => !refused.has(bytes))

    const ours = shown.filter(({ own }) => own)
    const own = await rewriteAside(room.view, ours, values, deps.sealer)
    const gone = [...numbersOf(taken), ...own.settled]
    const result = { back: gone.length, left: shown.length - gone.length }
    if (gone.length === 0) return ok(result)
    const local = own.writes.length > 0 ? await changeLocally(room, own.writes, 'take-back', deps) : null
    const { changed, marks } = received.absorbed
    const absorbed = {
      changed: new Set([...changed, ...(local?.absorbed.changed ?? [])]),
      marks: [...marks, ...(local?.absorbed.marks ?? [])],
    }
    const entries = received.entries.filter(({ aside }) => aside === undefined)
    const committed = await entry.commit(room, local ? [...entries, local.update] : entries, absorbed, {
      settled: settledWith(rows, gone),
    })
    if (!committed.ok) return committed
    entry.planAssertions(room)
    return ok(result)
  }

  return {
    setAside: (number, reason) =>
      entry.racing(async () => {
        const room = await entry.current()
        if (!room.ok) return room
        const aside = await setRowAside(ref, room.value, { number, reason }, deps)
        return aside.ok ? entry.rebuild() : aside
      }),

    contents: async () => {
      const read = await readValues()
      if (!read.ok) return read
      const { rows, values } = read.value
      const open = async (value: SealedValue): Promise<AsideValue> => ({
        ...value,
        opened: await openValue(deps.sealer, value.place, value.sealed),
      })
      const contents = rows.filter(isShown).map(async row => {
        const found = values.get(row.number)
        return { ...row, values: found ? await Promise.all(found.map(open)) : null }
      })
      return ok(await Promise.all(contents))
    },

    takeBack: async () => {
      const poison = new Set<number>()
      for (;;) {
        const taken = await entry.racing(() => takeBackOnce(poison))
        if (taken.ok) return taken
        if (taken.error.type !== 'apply-threw') return err(taken.error)
        poison.add(taken.error.number)
      }
    },

    letGo: numbers =>
      entry.racing(async () => {
        const read = await readRows()
        if (!read.ok) return read
        const { room, rows } = read.value
        const gone = numbersOf(rows).filter(number => numbers.includes(number))
        if (gone.length === 0) return ok(undefined)
        return entry.commit(room, [], noChange, { settled: settledWith(rows, gone) })
      }),
  }
}
