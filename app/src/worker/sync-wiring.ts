/**
 * Sync, wired to the engine. It runs in one tab of a device that is signed in: the leader holds the socket and does
 * everything; the others tell it what their pages look at and hear from it how it goes.
 */

import { encodeText } from '@weft/shared/bytes.ts'
import { type Env, sleep } from '@weft/shared/env.ts'
import { bytesToBase32, type ThreadId } from '@weft/shared/ids.ts'
import { err, ok } from '@weft/shared/result.ts'
import { type IndexableType, liveQuery, type Table } from 'dexie'
import type { Database } from '../core/database.ts'
import { foldDueRooms } from '../core/folding.ts'
import type { RoomRef } from '../core/room-ref.ts'
import { canStreamRequests, createFetchExchange } from '../core/sync/fetch-exchange.ts'
import { type HeartbeatChannel, type Locks, standForLeader } from '../core/sync/leader.ts'
import { openWebSocket } from '../core/sync/socket-end.ts'
import { createSync, type Sync } from '../core/sync/sync-client.ts'
import { createWebSocketTransport, type TicketError } from '../core/sync/websocket-transport.ts'
import type { Account } from '../features/account/engine/account.ts'
import { type DeviceAccountRow, deviceAccountName } from '../features/account/device-account.ts'
import { liveChannelName } from '../features/runs/live-channel.ts'
import { startRunBridge, type ThreadRef } from '../features/runs/run-bridge.ts'
import type { RunRow } from '../features/runs/tables.ts'
import type { ServerLink } from './account-host.ts'
import type { EngineParts } from './engine-parts.ts'
import { remakeStaleRows } from './housekeeping.ts'
import { syncStatusChannel, tellStatus } from './sync-status-channel.ts'
import { createWatchedRooms, type WatchedRooms, watchedRoomsChannel } from './watched-rooms.ts'

export type SyncWiring = Pick<WatchedRooms, 'watch'>

interface Deps {
  readonly env: Env
  readonly parts: EngineParts
  readonly database: Database
  readonly account: () => Promise<Account>
  readonly server: ServerLink
}

/** How late a workspace that another device has brought into the account is found, milliseconds. */
const refreshEvery = 60_000
/** However often others say that there is news. */
const leastRefresh = 3_000

/** Between two times that logs are folded, and rows made of what came in bulk, milliseconds. */
const tidyEvery = 20_000

export const wireSync = ({ env, parts, database, account, server }: Deps): SyncWiring => {
  const watched = createWatchedRooms({
    channel: new BroadcastChannel(watchedRoomsChannel),
    worker: bytesToBase32(env.random.bytes(10)),
    clock: env.clock,
    signal: new AbortController().signal,
  })
  let sync: Sync | null = null

  const lead = async (signal: AbortSignal): Promise<void> => {
    const own = await account()
    if (signal.aborted) return
    const running = runSync({ env, parts, database, account, server }, own, watched, signal)
    sync = running
    signal.addEventListener('abort', () => {
      if (sync === running) sync = null
    })
  }

  whileSignedIn(database, signal => {
    standForLeader({
      locks: browserLocks,
      channel: heartbeatChannel(signal),
      env,
      signal,
      lead: leading => void lead(leading),
    })
  })

  parts.onLogGrown(room => sync?.logGrew(room))
  return { watch: watched.watch }
}

/** Reads the row alone, so that nobody who never signs in loads the account. */
const whileSignedIn = (database: Database, begin: (signal: AbortSignal) => void): void => {
  let session: AbortController | null = null
  const readSession = async (): Promise<string | undefined> =>
    (await database.table<DeviceAccountRow, string>('device').get(deviceAccountName))?.value.session
  liveQuery(readSession).subscribe({
    next: state => {
      if (state !== 'open') {
        session?.abort()
        session = null
        return
      }
      if (session) return
      session = new AbortController()
      begin(session.signal)
    },
    // Storage that cannot be read is told by whoever wants to write to it.
    error: () => session?.abort(),
  })
}

const browserLocks: Locks = {
  request: async (name, options, held) => {
    await navigator.locks.request(name, options, held)
  },
}

const heartbeatChannel = (signal: AbortSignal): HeartbeatChannel => {
  const channel = new BroadcastChannel('weft-leader')
  signal.addEventListener('abort', () => channel.close())
  return {
    post: message => {
      if (!signal.aborted) channel.postMessage(message)
    },
    listen: heard => {
      const listener = (event: MessageEvent<unknown>): void => heard(event.data)
      channel.addEventListener('message', listener)
      return () => channel.removeEventListener('message', listener)
    },
  }
}

const socketUrl = (origin: string): string => `${origin.replace(/^http/, 'ws')}/socket`

const runSync = (
  { env, parts, database, server }: Deps,
  account: Account,
  watched: WatchedRooms,
  signal: AbortSignal,
): Sync => {
  const { store, rooms, workspaces } = parts

  const transport = createWebSocketTransport({
    openSocket: openWebSocket(WebSocket, socketUrl(server.origin)),
    ticket: async () => {
      const ticket = await account.createTicket()
      if (ticket.ok) return ok(ticket.value.ticket)
      const isOver = ticket.error.type === 'signed-out' || ticket.error.type === 'session-missing'
      return err<TicketError>({ type: isOver ? 'signed-out' : 'server-unreachable' })
    },
    env,
    signal,
  })

  const exchange = createFetchExchange({
    fetch: server.fetch,
    url: '/api/v1/sync',
    streams: canStreamRequests(Request),
  })

  /** The document of a workspace that arrives: it takes its place once its header opens. */
  const adoptIfArrived = async (ref: RoomRef): Promise<void> => {
    if (!workspaces.arriving().includes(ref.workspaceId) || !ref.roomId.startsWith('wdc_')) return
    const view = await (await rooms.open(ref)).view()
    if (!view.ok || view.value.header === null) return
    await workspaces.adopt({ workspaceId: ref.workspaceId, roomId: ref.roomId })
    // Settings are those of home, which may be another now.
    for (const document of workspaces.identity().workspaces) await (await rooms.open(document)).materialize()
  }

  const sync = createSync({
    transport,
    exchangeOf: () => exchange,
    store,
    rooms: {
      open: rooms.open,
      follow: rooms.follow,
      storeRoom: async page => {
        const stored = await rooms.storeRoom(page)
        if (stored.ok) await adoptIfArrived(page)
        return stored
      },
    },
    sealerOf: workspaces.sealerOf,
    isDeleted: parts.isDeleted,
    env,
    signal,
  })

  const addWorkspaces = (): void => {
    for (const document of workspaces.identity().workspaces) sync.addWorkspace(document)
    for (const workspaceId of workspaces.arriving()) sync.addWorkspace({ workspaceId, roomId: null })
  }
  addWorkspaces()
  const stopFollowing = workspaces.subscribe(addWorkspaces)
  signal.addEventListener('abort', stopFollowing)

  tellStatus({ stream: sync, channel: new BroadcastChannel(syncStatusChannel), clock: env.clock, signal })
  const heard = watchRooms(sync, watched, signal)
  bridgeRuns({ env, parts, database, sync, watched, heard, signal })
  refreshWhenTold({ parts, account, sync, env, signal })
  void tidyNowAndThen(parts, database, env, signal)
  globalThis.addEventListener('online', sync.retry, { signal })
  globalThis.addEventListener('offline', transport.lose, { signal })
  return sync
}

type Heard = (room: ThreadRef, bytes: Uint8Array) => void

/** Rooms that somebody looks at are live, and what other devices say in them is heard. */
const watchRooms = (
  sync: Sync,
  watched: WatchedRooms,
  signal: AbortSignal,
): { readonly listen: (listener: Heard) => void } => {
  const listeners = new Set<Heard>()
  watched.follow(room => {
    const release = sync.watch(room)
    const deafen = sync.onEphemeral(room, bytes => {
      for (const listener of listeners) if (isThread(room)) listener(room, bytes)
    })
    return () => {
      release()
      deafen()
    }
  }, signal)
  return { listen: listener => void listeners.add(listener) }
}

const isThread = (room: RoomRef): room is ThreadRef => room.roomId.startsWith('thr_')

interface BridgeParts extends Pick<Deps, 'env' | 'parts' | 'database'> {
  readonly sync: Sync
  readonly watched: WatchedRooms
  readonly heard: { readonly listen: (listener: Heard) => void }
  readonly signal: AbortSignal
}

const bridgeRuns = ({ env, parts, database, sync, watched, heard, signal }: BridgeParts): void => {
  const channel = new BroadcastChannel(liveChannelName)
  signal.addEventListener('abort', () => channel.close())
  const runs = database.table<RunRow, string>('runs')
  startRunBridge({
    env,
    post: frame => {
      if (!signal.aborted) channel.postMessage(frame)
    },
    onFrame: listener => channel.addEventListener('message', ({ data }) => listener(data)),
    publish: (room, bytes) => void sync.publishEphemeral(room, bytes),
    onPublished: heard.listen,
    readRow: messageId => runs.get(messageId),
    relayedRows: () => runs.filter(({ relayedAt }) => relayedAt !== undefined).toArray(),
    saveRow: row => parts.connection.run(() => runs.put(row)),
    deleteRow: row => parts.connection.run(() => runs.delete(row.messageId)),
    isStored: async ({ roomId }, messageId) =>
      (await database.table('messages').where('[roomId+id]').equals([roomId, messageId]).count()) > 0,
    signal,
  })
  keepRunsLive(runs, watched, signal)
}

/** A thread in which an answer is being made stays live while its page is left. */
const keepRunsLive = (runs: Table<RunRow, string>, watched: WatchedRooms, signal: AbortSignal): void => {
  const endByThread = new Map<ThreadId, () => void>()
  const subscription = liveQuery(() => runs.orderBy('threadId').uniqueKeys()).subscribe({
    next: keys => {
      const threads: ReadonlySet<IndexableType> = new Set(keys)
      for (const [threadId, end] of endByThread) {
        if (threads.has(threadId)) continue
        endByThread.delete(threadId)
        end()
      }
      for (const key of threads) void begin(key)
    },
    error: () => undefined,
  })
  const begin = async (key: IndexableType): Promise<void> => {
    const row = await runs.where('threadId').equals(key).first()
    if (!row || endByThread.has(row.threadId) || signal.aborted) return
    endByThread.set(row.threadId, watched.watch({ workspaceId: row.workspaceId, roomId: row.threadId }))
  }
  signal.addEventListener('abort', () => {
    subscription.unsubscribe()
    for (const end of endByThread.values()) end()
  })
}

interface RefreshParts extends Pick<Deps, 'env' | 'parts'> {
  readonly account: Account
  readonly sync: Sync
  readonly signal: AbortSignal
}

/**
 * What another device has brought into the account comes here, and what is new here goes there. Devices tell each other
 * of it in the documents that they share, which may be missed; so each also looks now and then.
 */
const refreshWhenTold = ({ parts, account, sync, env, signal }: RefreshParts): void => {
  const { workspaces } = parts
  const deafen: (() => void)[] = []
  let hasNews = true
  let wake = (): void => undefined

  const refresh = async (): Promise<void> => {
    while (!signal.aborted) {
      await account.calls.refresh()
      const told = new AbortController()
      wake = () => told.abort()
      await sleep(env.clock, leastRefresh, signal)
      await sleep(env.clock, refreshEvery, AbortSignal.any([signal, told.signal]))
    }
  }

  const listen = (): void => {
    for (const end of deafen.splice(0)) end()
    for (const document of workspaces.identity().workspaces)
      deafen.push(sync.onEphemeral(document, () => wake()))
  }

  const tell = (): void => {
    if (!hasNews || sync.status().state.type !== 'synced') return
    hasNews = false
    for (const document of workspaces.identity().workspaces)
      void sync.publishEphemeral(document, encodeText('workspaces'))
  }

  const stopFollowing = workspaces.subscribe(() => {
    hasNews = true
    listen()
  })
  const unsubscribe = sync.subscribe(tell)
  signal.addEventListener('abort', () => {
    stopFollowing()
    unsubscribe()
  })
  listen()
  void refresh()
}

const tidyNowAndThen = async (
  parts: EngineParts,
  database: Database,
  env: Env,
  signal: AbortSignal,
): Promise<void> => {
  for (;;) {
    await sleep(env.clock, tidyEvery, signal)
    if (signal.aborted) return
    await foldDueRooms(parts.store, signal)
    await remakeStaleRows(parts, database)
  }
}
