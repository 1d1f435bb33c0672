/**
 * Sync on one device: one real socket for all workspaces, a cursor and a /sync for each, live joins for what is being
 * looked at, and one status for the page. It decides nothing about data; it takes what one part reports to the part
 * that acts on it. Everything ends with one signal.
 */

import { unreachable } from '@weft/shared/assert.ts'
import type { Sealer } from '@weft/shared/crypto/sealer.ts'
import type { Env } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { closeCodes } from '@weft/shared/protocol/close-codes.ts'
import type { stepJoin } from '@weft/shared/protocol/join.ts'
import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import { err, type Result } from '@weft/shared/result.ts'
import type { ReceiveError } from '../room-receiver.ts'
import type { RoomRef } from '../room-ref.ts'
import type { Rooms } from '../rooms.ts'
import type { StorageError, Store } from '../store.ts'
import type { BulkExchange } from './bulk-exchange.ts'
import type { BulkSyncError } from './bulk-answer.ts'
import { createBulkSync } from './bulk-sync.ts'
import { createEphemeral, type EphemeralPort } from './ephemeral.ts'
import { createLiveRooms, type LiveRoomEvent } from './live-rooms.ts'
import { createStatusStream, type SyncFacts, type SyncProblem, type StatusStream } from './sync-status.ts'
import type { Transport, TransportState } from './transport.ts'
import { createWorkspaceSync, type WorkspaceSync, type WorkspaceSyncEvent } from './workspace-sync.ts'

interface SyncedWorkspace {
  readonly workspaceId: WorkspaceId
  /** The workspace document: always live. Null while it has not come; the workspace is added again when it has. */
  readonly roomId: RoomRef['roomId'] | null
}

export interface SyncDeps {
  readonly transport: Transport
  readonly exchangeOf: (workspaceId: WorkspaceId) => BulkExchange
  readonly store: Store
  readonly rooms: Pick<Rooms, 'open' | 'storeRoom' | 'follow'>
  readonly sealerOf: (workspaceId: WorkspaceId) => Sealer
  /** A tombstone in the workspace document says so. */
  readonly isDeleted: (room: RoomRef) => Promise<boolean>
  readonly env: Env
  readonly signal: AbortSignal
  /** Another one in a test, to see that its rules matter. */
  readonly step?: typeof stepJoin
}

export interface Sync extends EphemeralPort, Pick<StatusStream, 'status' | 'subscribe'> {
  readonly addWorkspace: (workspace: SyncedWorkspace) => void
  /** Keeps a room live while somebody looks at it; returns what ends that. */
  readonly watch: (room: RoomRef) => () => void
  /** A commit here, or another tab's: there may be something to push. */
  readonly logGrew: (room: RoomRef) => void
  /** How it goes with the blobs, which go beside the rooms (`blob-uploads.ts`). */
  readonly reportBlobs: (facts: Pick<SyncFacts, 'waitingBlobs' | 'blobProblem'>) => void
  /** The network is back, or the person has signed in or asks. */
  readonly retry: () => void
}

const isStorageError = (error: ReceiveError): error is StorageError => error.type.startsWith('storage-')

/** A race lost fifty times over is the storage's failure, as far as sync goes. */
const toStorageError = (error: ReceiveError): StorageError =>
  isStorageError(error) ? error : { type: 'storage-failed', detail: error.type }

/** What a failed /sync is called; null for what mends itself. */
const errorToProblem = ({ type }: BulkSyncError): SyncProblem | null => {
  switch (type) {
    case 'sync-aborted':
    case 'answer-cut':
    case 'server-unreachable':
    case 'server-busy':
      return null
    default:
      return type
  }
}

export const createSync = (deps: SyncDeps): Sync => {
  const { transport, store, rooms, env, signal } = deps
  const stream = createStatusStream()
  const workspaces = new Map<WorkspaceId, WorkspaceSync>()
  /** Which /sync are under way, and how far. */
  const progress = new Map<WorkspaceId, number | null>()
  /** What is in the way of each workspace. */
  const problems = new Map<WorkspaceId, SyncProblem>()
  const documents = new Map<WorkspaceId, RoomRef>()
  /** Workspaces that /sync has brought to head since the socket opened: their rooms may be joined. */
  const atHead = new Set<WorkspaceId>()
  /** Workspaces whose document was joined when the /sync under way began: nothing can have been missed between. */
  const listening = new Set<WorkspaceId>()
  /** Workspaces of which everything is here, and what comes will be told. */
  const upToDate = new Set<WorkspaceId>()
  /** Workspaces of which the /sync under way has been refused something. */
  const held = new Set<WorkspaceId>()
  let isCounting = false
  let countAgain = false

  const epochOf = (state: TransportState): string => (state.type === 'open' ? state.epoch : '')

  const withRoom = async <T>(
    ref: RoomRef,
    action: (room: Awaited<ReturnType<Rooms['open']>>) => Promise<Result<T, ReceiveError>>,
  ): Promise<Result<T, StorageError>> => {
    const result = await action(await rooms.open(ref))
    return result.ok ? result : err(toStorageError(result.error))
  }

  const setAside = (ref: RoomRef, row: number, reason: RejectReason): Promise<Result<void, StorageError>> =>
    withRoom(ref, room => room.setAside(row, reason))

  const live = createLiveRooms({
    transport,
    follow: rooms.follow,
    load: ref => withRoom(ref, room => room.view()),
    receive: async (ref, bytes, number) => {
      const update = { bytes, number, epoch: epochOf(transport.state()) }
      // Its number means nothing here: the row would wait for ever, and only its author may push it (M11).
      const cursor = await store.cursor(ref.workspaceId)
      if (cursor.ok && cursor.value.epoch !== update.epoch) return 'failed'
      const received = await (await rooms.open(ref)).receive(update)
      if (received.ok) return 'taken'
      if (received.error.type === 'update-rejected') return 'refused'
      problems.set(ref.workspaceId, toStorageError(received.error).type)
      return 'failed'
    },
    isDeleted: deps.isDeleted,
    env,
    signal,
    report: (room, event) => void onRoomEvent(room, event),
    ...(deps.step === undefined ? {} : { step: deps.step }),
  })

  const ephemeral = createEphemeral({ sealerOf: deps.sealerOf, env, send: live.sendEphemeral })

  const reportFacts = (): void => {
    const [problem = null] = problems.values()
    stream.report({
      problem,
      bulk: progress.size === 0 ? undefined : ([...progress.values()].find(each => each !== null) ?? null),
      upToDate: [...documents.keys()].every(
        workspaceId => upToDate.has(workspaceId) && isDocumentJoined(workspaceId),
      ),
    })
  }

  /** Counts what waits and what is set aside; one count at a time. */
  const refresh = async (): Promise<void> => {
    countAgain = isCounting
    if (isCounting) return
    isCounting = true
    let [waiting, rejected, unreadable] = [0, 0, 0]
    for (const workspaceId of workspaces.keys()) {
      const count = await store.waitingCount(workspaceId)
      const aside = await store.aside(workspaceId)
      waiting += count.ok ? count.value : 0
      rejected += aside.ok ? aside.value.filter(({ own }) => own).length : 0
    }
    for (const ref of live.followed()) {
      const view = await (await rooms.open(ref)).view()
      unreadable += view.ok ? view.value.unreadable : 0
    }
    isCounting = false
    if (signal.aborted) return
    stream.report({ waiting, rejected, unreadable })
    reportFacts()
    if (countAgain) void refresh()
  }

  /** What others wrote between the cursor and this number has not come yet, if there is any. */
  const fillGap = async (workspaceId: WorkspaceId, number: number): Promise<void> => {
    const cursor = await store.cursor(workspaceId)
    if (cursor.ok && cursor.value.number < number) workspaces.get(workspaceId)?.request()
  }

  const acknowledge = async (ref: RoomRef, rows: readonly number[], number: number): Promise<void> => {
    const epoch = epochOf(transport.state())
    const written = await store.acknowledge({ ...ref, rows, serverNumber: number, epoch })
    if (!written.ok) problems.set(ref.workspaceId, written.error.type)
    await fillGap(ref.workspaceId, number)
    await refresh()
  }

  const distrust = (room: RoomRef | null): void => {
    stream.notice({ type: 'server-inconsistent', room })
    transport.breakOff()
  }

  const onRoomEvent = async (room: RoomRef, event: LiveRoomEvent): Promise<void> => {
    const workspace = workspaces.get(room.workspaceId)
    switch (event.type) {
      case 'rows-acknowledged':
        return acknowledge(room, event.rows, event.number)
      case 'row-refused':
        await setAside(room, event.row, event.reason)
        return refresh()
      case 'rows-held':
        if (event.reason === 'client-id-taken') live.refresh(room)
        else problems.set(room.workspaceId, event.reason)
        workspace?.request()
        return reportFacts()
      case 'join-opened':
        // What others wrote between the last /sync and this was told to nobody here.
        if (room.roomId !== documents.get(room.workspaceId)?.roomId) return
        upToDate.delete(room.workspaceId)
        return workspace?.request()
      case 'bulk-needed':
        reportFacts()
        return workspace?.request()
      case 'head-moved':
        return fillGap(room.workspaceId, event.head)
      case 'update-stored':
        return fillGap(room.workspaceId, event.number)
      case 'ephemeral-received':
        return ephemeral.receive(room, event.sealed)
      case 'update-refused':
        stream.notice({ type: 'update-refused', room })
        return workspace?.request()
      case 'join-closed':
        if (event.code === closeCodes.roomGone.code) stream.notice({ type: 'room-gone', room })
        if (event.code === closeCodes.roomForbidden.code) stream.notice({ type: 'room-forbidden', room })
        if (event.code === closeCodes.clientIdTaken.code) workspace?.request()
        return reportFacts()
      case 'server-inconsistent':
        return distrust(room)
      default:
        return unreachable(event)
    }
  }

  const isDocumentJoined = (workspaceId: WorkspaceId): boolean => {
    const document = documents.get(workspaceId)
    return document !== undefined && live.isJoined(document)
  }

  const onWorkspaceEvent = (workspaceId: WorkspaceId, event: WorkspaceSyncEvent): void => {
    switch (event.type) {
      case 'sync-begun':
        progress.set(workspaceId, null)
        held.delete(workspaceId)
        listening.delete(workspaceId)
        if (isDocumentJoined(workspaceId)) listening.add(workspaceId)
        break
      case 'progress':
        progress.set(workspaceId, event.progress)
        break
      case 'sync-done':
        progress.delete(workspaceId)
        if (!held.has(workspaceId)) problems.delete(workspaceId)
        if (transport.state().type === 'open') atHead.add(workspaceId)
        if (listening.has(workspaceId)) upToDate.add(workspaceId)
        live.joinAll(workspaceId)
        break
      case 'sync-failed': {
        progress.delete(workspaceId)
        const problem = errorToProblem(event.error)
        if (problem !== null) problems.set(workspaceId, problem)
        break
      }
      case 'rows-settled':
        live.rowsSettled(event.room, event.rows)
        break
      case 'rows-held':
        held.add(workspaceId)
        if (event.reason !== 'client-id-taken') problems.set(workspaceId, event.reason)
        break
      case 'server-restored':
        stream.notice({ type: 'server-restored', room: null })
        break
      case 'cursor-refused':
        stream.notice({ type: 'server-inconsistent', room: null })
        break
      default:
        return unreachable(event)
    }
    reportFacts()
    if (event.type !== 'progress') void refresh()
  }

  const enterEpoch = async (epoch: string): Promise<void> => {
    for (const [workspaceId, workspace] of workspaces) {
      const restored = await store.enterEpoch(workspaceId, { epoch, head: null })
      if (restored.ok && restored.value) stream.notice({ type: 'server-restored', room: null })
      workspace.retry()
    }
  }

  const onTransportState = (state: TransportState): void => {
    atHead.clear()
    upToDate.clear()
    listening.clear()
    live.connectionLost()
    stream.report({ connection: 'problem' in state ? state.problem : state.type })
    reportFacts()
    if (state.type === 'open') void enterEpoch(state.epoch)
  }

  const stopListening = transport.listen({ stateChanged: onTransportState, received: live.received })
  signal.addEventListener('abort', stopListening, { once: true })

  return {
    status: stream.status,
    subscribe: stream.subscribe,
    publishEphemeral: ephemeral.publishEphemeral,
    onEphemeral: ephemeral.onEphemeral,
    addWorkspace: ({ workspaceId, roomId }) => {
      if (roomId !== null && !documents.has(workspaceId)) {
        documents.set(workspaceId, { workspaceId, roomId })
        live.want({ workspaceId, roomId })
        if (atHead.has(workspaceId)) live.joinAll(workspaceId)
      }
      if (workspaces.has(workspaceId)) return
      const bulk = createBulkSync({
        store,
        exchange: deps.exchangeOf(workspaceId),
        storeRoom: page => withRoom(page, () => rooms.storeRoom(page)),
        setAside,
        isDeleted: deps.isDeleted,
        stateOf: ref => withRoom(ref, room => room.state()),
        inFlight: live.inFlight,
        clock: env.clock,
      })
      const report = (event: WorkspaceSyncEvent): void => onWorkspaceEvent(workspaceId, event)
      const workspace = createWorkspaceSync({ workspaceId, bulk, env, signal, report })
      workspaces.set(workspaceId, workspace)
      workspace.retry()
    },
    watch: room => {
      const release = live.want(room)
      if (atHead.has(room.workspaceId)) live.joinAll(room.workspaceId)
      return release
    },
    logGrew: room => {
      // A join carries its own rows.
      if (!live.isJoined(room)) workspaces.get(room.workspaceId)?.request()
      void refresh()
    },
    reportBlobs: stream.report,
    retry: () => {
      transport.retry()
      for (const workspace of workspaces.values()) workspace.retry()
    },
  }
}
