/** Keeps the account of this device up to date while it leads: its workspaces, and what other devices made of it. */

import { encodeText } from '@weft/shared/bytes.ts'
import { type Env, sleep } from '@weft/shared/env.ts'
import type { Sync } from '../core/sync/sync-client.ts'
import type { Account } from '../features/account/engine/account.ts'
import type { EngineParts } from './engine-parts.ts'

/** How late a workspace that another device has brought into the account is found, milliseconds. */
const refreshEvery = 60_000
/** However often others say that there is news. */
const leastRefresh = 3_000

interface RefreshParts {
  readonly env: Env
  readonly parts: Pick<EngineParts, 'workspaces'>
  readonly account: Account
  readonly sync: Sync
  readonly signal: AbortSignal
}

/**
 * What another device has brought into the account comes here, and what is new here goes there. Devices tell each other
 * of it in the documents that they share, which may be missed; so each also looks now and then.
 */
export const refreshWhenTold = ({ parts, account, sync, env, signal }: RefreshParts): void => {
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
