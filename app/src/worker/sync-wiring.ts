/**
 * Sync, wired to the engine. It runs in one tab of a device that is signed in: the leader holds the socket and does
 * everything; the others tell it what their pages look at and hear from it how it goes.
 */

import { bytesToBase32 } from '@weft/shared/ids.ts'
import { standForLeader } from '../core/sync/leader.ts'
import type { Sync } from '../core/sync/sync-client.ts'
import type { Account } from '../features/account/engine/account.ts'
import { loadPatiently } from './load-patiently.ts'
import { forgetRelayedRuns } from './live-run-wiring.ts'
import { browserLocks, heartbeatChannel } from './browser-leader.ts'
import { runSync, type SyncParts } from './run-sync.ts'
import { createWatchedRooms, type WatchedRooms, watchedRoomsChannel } from './watched-rooms.ts'
import { whileSignedIn } from './while-signed-in.ts'

export type SyncWiring = Pick<WatchedRooms, 'watch'>

interface Deps extends SyncParts {
  readonly account: () => Promise<Account>
}

export const wireSync = ({ env, parts, database, account, server }: Deps): SyncWiring => {
  const watched = createWatchedRooms({
    channel: new BroadcastChannel(watchedRoomsChannel),
    worker: bytesToBase32(env.random.bytes(10)),
    clock: env.clock,
    signal: new AbortController().signal,
  })
  let sync: Sync | null = null

  const lead = async (signal: AbortSignal): Promise<void> => {
    const own = await loadPatiently(account, env, signal)
    if (own === null) return
    const running = runSync({ env, parts, database, server }, own, watched, signal)
    sync = running
    signal.addEventListener('abort', () => {
      if (sync === running) sync = null
    })
  }

  whileSignedIn(database, env.clock, {
    begin: signal =>
      standForLeader({
        locks: browserLocks,
        channel: heartbeatChannel(signal),
        env,
        signal,
        lead: leading => void lead(leading),
      }),
    nobody: () => void forgetRelayedRuns(parts.connection),
  })

  parts.onLogGrown(room => sync?.logGrew(room))
  return { watch: watched.watch }
}
