/**
 * One room: a queue that takes one entry at a time across its awaits, so that document, view, rows and log
 * always agree. Every entry first reads what other tabs have committed, then changes the document, then commits
 * log and rows in one step that fails if another tab was faster. Local edit, remote update, import and
 * migration all go this way.
 */

import type { LogicalClock, Stamp } from '@weft/shared/clock.ts'
import type { ScopedSealer } from '@weft/shared/crypto/sealer.ts'
import type { Env } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Slot } from '@weft/shared/ids.ts'
import * as Y from 'yjs'
import { type CommitGate, createCommitGate } from './commit-gate.ts'
import { createEntryQueue } from './entry-queue.ts'
import type { CommandDefinition, Refusal, RowMaker, Write } from './feature.ts'
import { type Absorbed, absorb, collectChanges, type LoadedRoom, loadRoom } from './loaded-room.ts'
import { createMaterializer } from './materialize.ts'
import { changeLocally } from './local-change.ts'
import type { Origin, PlaceKey } from './room-doc.ts'
import type { AsideReason } from './aside.ts'
import { createAssertions } from './assertions.ts'
import type { LargeUpdates } from './large-updates.ts'
import { type AppliedRow, readJoinBasis, type RoomFollower, toAppliedRows } from './room-follower.ts'
import { createRoomAside, type RoomAside } from './room-aside.ts'
import type { RoomEntry } from './room-entry.ts'
import { createRoomReceiver, type ReceiveError } from './room-receiver.ts'
import type { LiveUpdate, RoomPage } from './room-page.ts'
import { type CommitOptions, noChange } from './room-commit.ts'
import type { RoomRef } from './room-ref.ts'
import type { MutableRoomView, RoomView } from './room-view.ts'
import type { HeadMoved, LogEntry, StorageError, Store } from './store.ts'
import { canWrite, forgottenRooms, sealWrites } from './writes.ts'
import { writeBack } from './written-back.ts'

export type ExecuteError =
  | Refusal
  | StorageError
  | TaggedError<'room-read-only' | 'room-busy' | 'room-deleted'>

export interface Room {
  readonly ref: RoomRef
  /** Resolves when the command's update and rows are committed. */
  readonly execute: <Args>(
    command: CommandDefinition<Args>,
    args: Args,
    stamp: Stamp,
  ) => Promise<Result<void, ExecuteError>>
  /**
   * An update from elsewhere: a live frame of the server, which its number marks as acknowledged, or from another
   * hand, which then waits for the server like our own.
   */
  readonly receive: (update: Uint8Array | LiveUpdate) => Promise<Result<void, ReceiveError>>
  /**
   * A room of /sync, in one commit. What is no sound update is set aside and the rest goes on. Rows of a room whose
   * rows are not made yet stay unmade, but for those that sum the room up.
   */
  readonly store: (page: RoomPage) => Promise<Result<void, ReceiveError>>
  /** Makes rows that are missing or of another version. */
  readonly materialize: () => Promise<Result<void, StorageError | TaggedError<'room-busy'>>>
  /**
   * A reject that is final: the row is set aside, and the document is loaded without it. What was written on top of it
   * here is written again under a fresh client id, since nobody could apply it otherwise.
   */
  readonly setAside: (
    number: number,
    reason: AsideReason,
  ) => Promise<Result<void, StorageError | TaggedError<'room-busy'>>>
  /** What is set aside, taken apart and opened as far as that goes. */
  readonly asideContents: RoomAside['contents']
  /** Tries once more to take what is set aside: into the document and its log, or it stays as it is. */
  readonly takeBack: RoomAside['takeBack']
  /** Gives up rows that are set aside. */
  readonly letGo: RoomAside['letGo']
  /** Loads the room and tells of it from now on. The function that comes back ends it. */
  readonly follow: (follower: RoomFollower) => Promise<Result<() => void, StorageError>>
  /** Another tab says that the log has grown. */
  readonly readOn: () => Promise<Result<void, StorageError>>
  readonly view: () => Promise<Result<RoomView, StorageError>>
  /** The document's whole state, for a peer that has none of it. */
  readonly state: () => Promise<Result<Uint8Array, StorageError>>
  /** Drops this room's rows and makes them again from the log. */
  readonly rebuild: () => Promise<Result<void, StorageError | TaggedError<'room-busy'>>>
  readonly close: () => void
}

export interface RoomDeps {
  readonly store: Store
  readonly sealer: ScopedSealer
  readonly rowMakers: ReadonlyMap<string, RowMaker>
  readonly logicalClock: LogicalClock
  /** This device's slot in registers. */
  readonly slot: Slot
  readonly env: Env
  readonly largeUpdates: LargeUpdates
  /** Deleted for good: a room that is not here is not founded or taken in again. */
  readonly isDeleted: (ref: RoomRef) => Promise<boolean>
  /** Called with each committed local update, in order: what a peer or server is to get. */
  readonly publish: (ref: RoomRef, update: Uint8Array) => void
  /** Called after every commit: other tabs read on. */
  readonly announce: (ref: RoomRef, head: number) => void
  /** The gate of a room; a test puts a leaking one here to see that it matters. */
  readonly createGate?: (send: (frame: Uint8Array) => void) => CommitGate
}

/** Each lost race means that another tab got on; more than this in a row means something else is wrong. */
const maxRaces = 50

const isHeadMoved = (error: TaggedError): error is HeadMoved => error.type === 'head-moved'

export const createRoom = (ref: RoomRef, deps: RoomDeps): Room => {
  const materializer = createMaterializer(deps.rowMakers)
  const gate = (deps.createGate ?? createCommitGate)(update => deps.publish(ref, update))
  let loaded: LoadedRoom | null = null
  let lastView: MutableRoomView | null = null
  let closed = false
  const enqueue = createEntryQueue()
  const followers = new Set<RoomFollower>()
  const assertions = createAssertions({
    env: deps.env,
    slot: deps.slot,
    assertAgain: place => void assertAgain(place),
  })

  const discard = (): void => {
    gate.drop()
    if (!loaded) return
    for (const follower of followers) follower.discarded()
    loaded.doc.destroy()
    loaded = null
  }

  const load = async (): Promise<Result<LoadedRoom, StorageError>> => {
    const result = await loadRoom(ref, deps, lastView)
    if (!result.ok) return result
    loaded = result.value
    lastView = loaded.view
    loaded.doc.on('update', (update: Uint8Array, origin: Origin) => {
      if (origin.type === 'local') gate.hold(update)
    })
    assertions.plan(loaded.marks.keys())
    if (followers.size === 0) return result
    const basis = await readJoinBasis(ref, result.value, deps.store)
    if (!basis.ok) return basis
    for (const follower of followers) follower.loaded(basis.value)
    return result
  }

  const tellApplied = (rows: readonly AppliedRow[]): void => {
    if (rows.length > 0) for (const follower of followers) follower.rowsApplied(rows)
  }

  /** Brings in what other tabs have committed. */
  const readLog = async (room: LoadedRoom): Promise<Result<void, StorageError>> => {
    const rows = await deps.store.since(ref, room.head)
    if (!rows.ok) return rows
    for (const row of rows.value) {
      const changes = collectChanges(room.doc, () => {
        Y.applyUpdate(room.doc, row.bytes, { type: 'load' } satisfies Origin)
      })
      await absorb(room, changes, deps)
      // A snapshot has the number of the newest row in it; rows that wait may be older.
      room.head = Math.max(room.head, row.number)
    }
    tellApplied(rows.value)
    return ok(undefined)
  }

  const current = async (): Promise<Result<LoadedRoom, StorageError>> => {
    // Kept here: the room may be closed meanwhile, and the entry under way ends as it began.
    const room = loaded
    if (!room) return load()
    try {
      const read = await readLog(room)
      return read.ok ? ok(room) : read
    } catch {
      // A row that throws while it is applied leaves the document half changed: start over, and set it aside.
      discard()
      return load()
    }
  }

  const commit = async (
    room: LoadedRoom,
    updates: readonly LogEntry[],
    change: Absorbed,
    options: CommitOptions = {},
  ): Promise<Result<void, HeadMoved | StorageError>> => {
    const make = options.summaryOnly ? materializer.summary : materializer.incremental
    const made = make(room, ref, change.changed)
    const first = room.head + 1
    const written = await deps.store.commit({
      ...ref,
      expectedHead: room.head,
      updates,
      rows: made.rows,
      dropped: made.dropped,
      materialized: made.version,
      marks: change.marks,
      forgotten: options.forgotten ?? [],
      at: deps.env.clock.now(),
      ...(options.cursor ? { cursor: options.cursor } : {}),
      ...(options.settled ? { settled: options.settled } : {}),
      ...(options.rebuilds ? {} : { madeFrom: room.materialized }),
    })
    if (!written.ok) return written
    room.head = written.value
    room.materialized = made.version
    tellApplied(toAppliedRows(updates, first))
    gate.release()
    deps.announce(ref, room.head)
    return ok(undefined)
  }

  const executeOnce = async <Args>(
    command: CommandDefinition<Args>,
    args: Args,
    stamp: Stamp,
  ): Promise<Result<void, ExecuteError | HeadMoved>> => {
    const room = await current()
    if (!room.ok) return room
    const { view } = room.value
    if (view.header === null && (await deps.isDeleted(ref))) return err({ type: 'room-deleted' })
    const allowed = canWrite(view, command)
    if (!allowed.ok) return allowed
    const writes: Result<readonly Write[], Refusal> = command.body(view, args, stamp)
    if (!writes.ok) return writes
    // Nothing to change is done: a repeated command has been committed before.
    if (writes.value.length === 0) return ok(undefined)
    const values = await sealWrites(view, writes.value, {
      sealer: deps.sealer,
      stamp,
      slot: deps.slot,
      founding: view.header === null ? command.roomKind : null,
    })
    const { update, absorbed } = await changeLocally(room.value, values, command.name, deps)
    const updates = update.bytes.length > 0 ? [update] : []
    return commit(room.value, updates, absorbed, { forgotten: forgottenRooms(writes.value) })
  }

  /** Repeats an entry that lost a race; the document it changed is thrown away first. */
  const racing = async <T, E extends TaggedError>(
    entry: () => Promise<Result<T, E | HeadMoved>>,
  ): Promise<Result<T, E | TaggedError<'room-busy'>>> => {
    for (let race = 0; race < maxRaces; race += 1) {
      const result = await entry()
      if (result.ok) return result
      const { error } = result
      if (!isHeadMoved(error)) {
        discardAfter(error)
        return err(error)
      }
      discard()
    }
    return err({ type: 'room-busy' })
  }

  /** A command that was refused has changed nothing; after any other error the document is not what is stored. */
  const discardAfter = (error: TaggedError): void => {
    if (error.type === 'command-refused' || error.type === 'room-read-only') return
    discard()
    // Nothing else may ever come to this room, and a live join would stay without a document.
    if (followers.size > 0) void enqueue(current)
  }

  /** Writes a marked value into the document again, unless it has come back by itself. */
  const assertAgain = (place: PlaceKey): Promise<unknown> =>
    enqueue(() =>
      racing(async () => {
        const room = await current()
        if (!room.ok) return room
        const back = await writeBack(room.value, place, deps)
        return back ? commit(room.value, back.updates, { ...noChange, marks: back.marks }) : ok(undefined)
      }),
    )

  /** Rows of this room are made anew from a document that is loaded anew. */
  const rebuildOnce = async (): Promise<Result<void, HeadMoved | StorageError>> => {
    discard()
    const room = await current()
    if (!room.ok) return room
    room.value.materialized = 0
    return commit(room.value, [], noChange, { rebuilds: true })
  }

  const entry: RoomEntry = {
    ref,
    current,
    commit,
    racing,
    rebuild: rebuildOnce,
    planAssertions: room => assertions.plan(room.marks.keys()),
  }
  const receiver = createRoomReceiver(entry, deps)
  const aside = createRoomAside(entry, deps)

  const read = async <T>(what: (room: LoadedRoom) => T): Promise<Result<T, StorageError>> => {
    const room = await current()
    return room.ok ? ok(what(room.value)) : room
  }

  return {
    ref,
    execute: (command, args, stamp) => enqueue(() => racing(() => executeOnce(command, args, stamp))),
    receive: incoming => enqueue(() => receiver.receiveFrame(incoming)),
    store: ({ updates, cursor }) =>
      enqueue(() =>
        receiver.receiveAll(
          updates.map(({ bytes, number }) => ({ bytes, serverNumber: number })),
          { cursor, summaryOnly: true },
        ),
      ),
    materialize: () =>
      enqueue(() =>
        racing(async () => {
          const room = await current()
          if (!room.ok || materializer.isMade(room.value)) return room.ok ? ok(undefined) : room
          return commit(room.value, [], noChange)
        }),
      ),
    setAside: (number, reason) => enqueue(() => aside.setAside(number, reason)),
    asideContents: () => enqueue(aside.contents),
    takeBack: () => enqueue(aside.takeBack),
    letGo: numbers => enqueue(() => aside.letGo(numbers)),
    follow: follower =>
      enqueue(async () => {
        const room = await current()
        if (!room.ok) return room
        const basis = await readJoinBasis(ref, room.value, deps.store)
        if (!basis.ok) return basis
        followers.add(follower)
        follower.loaded(basis.value)
        return ok(() => void followers.delete(follower))
      }),
    readOn: () =>
      enqueue(async () => {
        if (closed || (!loaded && followers.size === 0)) return ok(undefined)
        const room = await current()
        return room.ok ? ok(undefined) : room
      }),
    view: () => enqueue(() => read(({ view }) => view)),
    state: () => enqueue(() => read(({ doc }) => Y.encodeStateAsUpdate(doc))),
    rebuild: () => enqueue(() => racing(rebuildOnce)),
    close: () => {
      closed = true
      assertions.cancel()
      discard()
    },
  }
}
