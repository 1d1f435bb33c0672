/** Everything that the leading tab does for its device until it no longer leads: socket, /sync, blobs, and what is quiet. */

import { type Env, sleep } from '@weft/shared/env.ts'
import { err, ok } from '@weft/shared/result.ts'
import type { Database } from '../core/database.ts'
import { foldDueRooms } from '../core/folding.ts'
import { canStreamRequests, createFetchExchange } from '../core/sync/fetch-exchange.ts'
import { openWebSocket } from '../core/sync/socket-end.ts'
import { createSync, type Sync } from '../core/sync/sync-client.ts'
import { createWebSocketTransport, type TicketError } from '../core/sync/websocket-transport.ts'
import type { Account } from '../features/account/engine/account.ts'
import type { ServerLink } from './account-host.ts'
import { adoptIfArrived, adoptStored } from './adopt-arrived.ts'
import { runBlobs } from './blob-wiring.ts'
import type { EngineParts } from './engine-parts.ts'
import { remakeStaleRows } from './housekeeping.ts'
import { bridgeRuns, watchRooms } from './live-run-wiring.ts'
import { refreshWhenTold } from './refresh-account.ts'
import { syncStatusChannel, tellStatus } from './sync-status-channel.ts'
import type { WatchedRooms } from './watched-rooms.ts'

export interface SyncParts {
  readonly env: Env
  readonly parts: EngineParts
  readonly database: Database
  readonly server: ServerLink
}

/** Between two times that logs are folded, and rows made of what came in bulk, milliseconds. */
const tidyEvery = 20_000

const socketUrl = (origin: string): string => `${origin.replace(/^http/, 'ws')}/socket`

export const runSync = (
  { env, parts, database, server }: SyncParts,
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

  const sync = createSync({
    transport,
    exchangeOf: () => exchange,
    store,
    rooms: {
      open: rooms.open,
      follow: rooms.follow,
      storeRoom: async page => {
        const stored = await rooms.storeRoom(page)
        if (stored.ok) await adoptIfArrived(parts, page)
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
  void adoptStored(parts)

  tellStatus({ stream: sync, channel: new BroadcastChannel(syncStatusChannel), clock: env.clock, signal })
  const heard = watchRooms(sync, watched, signal)
  bridgeRuns({ env, parts, database, sync, watched, heard, signal })
  refreshWhenTold({ parts, account, sync, env, signal })
  void tidyNowAndThen(parts, database, env, signal)
  const blobs = runBlobs({ env, parts, database, ask: server.fetch, sync, signal })
  globalThis.addEventListener(
    'online',
    () => {
      sync.retry()
      blobs.wake()
    },
    { signal },
  )
  globalThis.addEventListener('offline', transport.lose, { signal })
  return sync
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
