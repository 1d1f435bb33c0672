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
import type { CommandDefinition, Refusal, RowMaker, Write } from './feature.ts'
import { type Absorbed, absorb, collectChanges, type LoadedRoom, loadRoom } from './loaded-room.ts'
import { createMaterializer } from './materialize.ts'
import { mapOf, type Origin, splitPlace } from './room-doc.ts'
import type { AsideReason } from './aside.ts'
import type { RoomFollower } from './room-follower.ts'
import type { LiveUpdate, RoomPage } from './room-page.ts'
import type { RoomRef } from './room-ref.ts'
import type { MutableRoomView, RoomView } from './room-view.ts'
import type { HeadMoved, LogEntry, StorageError, Store } from './store.ts'
import { canWrite, forgottenRooms, sealWrites } from './writes.ts'

export type ExecuteError = Refusal | StorageError | TaggedError<'room-read-only' | 'room-busy'>
export type ReceiveError = StorageError | TaggedError<'update-rejected' | 'room-busy'>

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
  /** Called with each committed local update, in order: what a peer or server is to get. */
  readonly publish: (ref: RoomRef, update: Uint8Array) => void
  /** Called after every commit: other tabs read on. */
  readonly announce: (ref: RoomRef, head: number) => void
  /** The gate of a room; a test puts a leaking one here to see that it matters. */
  readonly createGate?: (send: (frame: Uint8Array) => void) => CommitGate
}

/** Each lost race means that another tab got on; more than this in a row means something else is wrong. */
const maxRaces = 50

/** An update larger than this is not one that a person or a Weft makes; it is refused before it is decoded. */
const maxUpdateBytes = 64 * 1024 * 1024

/** Others wait this long, at random, before writing again what was taken away, so that the author comes first. */
const assertAgainWithin = 30_000

const isHeadMoved = (error: TaggedError): error is HeadMoved => error.type === 'head-moved'

/** Grows when an update has to wait for one that has not come yet. */
const pendingOf = (doc: Y.Doc): number =>
  (doc.store.pendingStructs?.update.length ?? 0) + (doc.store.pendingDs?.length ?? 0)

export const createRoom = (ref: RoomRef, deps: RoomDeps): Room => {
  const materializer = createMaterializer(deps.rowMakers)
  const gate = (deps.createGate ?? createCommitGate)(update => deps.publish(ref, update))
  let loaded: LoadedRoom | null = null
  let lastView: MutableRoomView | null = null
  let tail: Promise<unknown> = Promise.resolve()
  let closed = false
  const pendingAssertions = new Set<() => void>()
  const asserted = new Set<string>()

  const enqueue = <T>(entry: () => Promise<T>): Promise<T> => {
    const run = tail.then(entry)
    // The queue goes on after a broken invariant; the caller of that entry sees it.
    tail = run.catch(() => undefined)
    return run
  }

  const discard = (): void => {
    gate.drop()
    loaded?.doc.destroy()
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
    return result
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
      room.head = row.number
    }
    return ok(undefined)
  }

  const current = async (): Promise<Result<LoadedRoom, StorageError>> => {
    if (!loaded) return load()
    try {
      const read = await readLog(loaded)
      return read.ok ? ok(loaded) : read
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
    forgotten: readonly RoomRef[] = [],
  ): Promise<Result<void, HeadMoved | StorageError>> => {
    const made = materializer.incremental(room, ref, change.changed)
    const written = await deps.store.commit({
      ...ref,
      expectedHead: room.head,
      updates,
      rows: made.rows,
      dropped: made.dropped,
      materialized: made.version,
      marks: change.marks,
      forgotten,
      at: deps.env.clock.now(),
    })
    if (!written.ok) return written
    room.head = written.value
    room.materialized = made.version
    gate.release()
    deps.announce(ref, room.head)
    return ok(undefined)
  }

  /** Applies writes to the document in one transaction and brings them into the view. */
  const change = async (
    room: LoadedRoom,
    values: readonly { readonly place: string; readonly sealed: Uint8Array }[],
    command: string,
  ): Promise<{ readonly update: LogEntry; readonly absorbed: Absorbed }> => {
    const updates: Uint8Array[] = []
    const keep = (update: Uint8Array): number => updates.push(update)
    room.doc.on('update', keep)
    const changes = collectChanges(room.doc, () => {
      room.doc.transact(
        () => {
          for (const { place, sealed } of values) {
            const split = splitPlace(place)
            if (split) mapOf(room.doc, split.map).set(split.key, sealed)
          }
        },
        { type: 'local', command } satisfies Origin,
      )
    })
    room.doc.off('update', keep)
    const absorbed = await absorb(room, changes, deps)
    const [bytes = new Uint8Array(0)] = updates
    return { update: { bytes, touched: [...absorbed.changed] }, absorbed }
  }

  const executeOnce = async <Args>(
    command: CommandDefinition<Args>,
    args: Args,
    stamp: Stamp,
  ): Promise<Result<void, ExecuteError | HeadMoved>> => {
    const room = await current()
    if (!room.ok) return room
    const { view } = room.value
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
    const { update, absorbed } = await change(room.value, values, command.name)
    return commit(room.value, [update], absorbed, forgottenRooms(writes.value))
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
    if (error.type !== 'command-refused' && error.type !== 'room-read-only') discard()
  }

  const receiveOnce = async (update: Uint8Array): Promise<Result<void, ReceiveError | HeadMoved>> => {
    const room = await current()
    if (!room.ok) return room
    const { doc } = room.value
    const waiting = pendingOf(doc)
    let changed = false
    const note = (): void => {
      changed = true
    }
    doc.on('update', note)
    const changes = collectChanges(doc, () => {
      Y.applyUpdate(doc, update, { type: 'remote' } satisfies Origin)
    })
    doc.off('update', note)
    // An update that waits for an earlier one changes nothing yet, and must be in the log all the same: when
    // the earlier one comes, the document will hold both.
    if (!changed && pendingOf(doc) === waiting) return ok(undefined)
    const absorbed = await absorb(room.value, changes, deps)
    const entry = { bytes: update, touched: changes.map(({ place }) => place) }
    const committed = await commit(room.value, [entry], absorbed)
    if (committed.ok) planAssertions(absorbed)
    return committed
  }

  const receive: Room['receive'] = incoming =>
    enqueue(async () => {
      const update = 'bytes' in incoming ? incoming.bytes : incoming
      if (update.length > maxUpdateBytes) return err({ type: 'update-rejected' })
      try {
        return await racing(() => receiveOnce(update))
      } catch {
        // Yjs throws on bytes that are not an update, and may have applied half of them.
        discard()
        return err({ type: 'update-rejected' })
      }
    })

  /** Writes a marked value into the document again, unless it has come back by itself. */
  const assertAgain = (place: string): Promise<unknown> =>
    enqueue(() =>
      racing(async () => {
        const room = await current()
        if (!room.ok) return room
        const marked = [...room.value.marks].find(([key]) => key === place)?.[1]
        const split = splitPlace(place)
        if (!marked || !split || mapOf(room.value.doc, split.map).get(split.key) === marked)
          return ok(undefined)
        const { update } = await change(room.value, [{ place, sealed: marked }], 'assert-again')
        return commit(room.value, [update], { changed: new Set(), marks: [] })
      }),
    )

  const planAssertions = ({ marks }: Absorbed): void => {
    for (const { key } of marks) {
      if (asserted.has(key)) continue
      asserted.add(key)
      const own = key.startsWith('r:') && key.endsWith(`.${deps.slot}`)
      const wait = own ? 0 : 1_000 + deps.env.random.fraction() * assertAgainWithin
      const cancel = deps.env.clock.after(wait, () => {
        pendingAssertions.delete(cancel)
        void assertAgain(key)
      })
      pendingAssertions.add(cancel)
    }
  }

  return {
    ref,
    execute: (command, args, stamp) => enqueue(() => racing(() => executeOnce(command, args, stamp))),
    receive,
    store: async () => err({ type: 'storage-failed', detail: 'not built yet' }),
    materialize: async () => err({ type: 'storage-failed', detail: 'not built yet' }),
    setAside: async () => err({ type: 'storage-failed', detail: 'not built yet' }),
    follow: async () => err({ type: 'storage-failed', detail: 'not built yet' }),
    readOn: () =>
      enqueue(async () => {
        if (!loaded || closed) return ok(undefined)
        const room = await current()
        return room.ok ? ok(undefined) : room
      }),
    view: () =>
      enqueue(async () => {
        const room = await current()
        return room.ok ? ok(room.value.view) : room
      }),
    state: () =>
      enqueue(async () => {
        const room = await current()
        return room.ok ? ok(Y.encodeStateAsUpdate(room.value.doc)) : room
      }),
    rebuild: () =>
      enqueue(() =>
        racing(async () => {
          discard()
          const room = await current()
          if (!room.ok) return room
          room.value.materialized = 0
          return commit(room.value, [], { changed: new Set(), marks: [] })
        }),
      ),
    close: () => {
      closed = true
      for (const cancel of pendingAssertions) cancel()
      discard()
    },
  }
}
