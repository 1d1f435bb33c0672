/** Trying providers and listing their models, with what came of it for as long as the page is open. */

import type { ProviderId } from '@weft/shared/ids.ts'
import { useState } from 'react'
import type { LocalServer } from './discover-local.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import type { Connection } from './connection.ts'
import { isProviderError } from './connection-text.ts'
import { rowToConfig } from './row-to-config.ts'

export interface Connections {
  readonly of: (providerId: ProviderId) => Connection | undefined
  /** Takes what came of the last try out of sight. */
  readonly forget: (providerId: ProviderId) => void
  /** Calls the provider with what is stored. */
  readonly test: (provider: ProviderRow) => Promise<void>
  /** Looks on this machine, where the browser may ask for its permission, and tries the provider again. */
  readonly lookAgain: (provider: ProviderRow) => Promise<void>
  /** Asks for its models and keeps the list. */
  readonly list: (provider: Pick<ProviderRow, 'workspaceId' | 'id'>) => Promise<void>
}

export const useConnections = (): Connections => {
  const { engine, env } = usePage()
  const [connections, setConnections] = useState<ReadonlyMap<ProviderId, Connection>>(new Map())

  const show = (id: ProviderId, connection: Connection): void =>
    setConnections(before => new Map(before).set(id, connection))

  const test = async (provider: ProviderRow, servers: readonly LocalServer[]): Promise<void> => {
    const result = await engine.testConnection(provider.workspaceId, rowToConfig(provider))
    const at = env.clock.now()
    const elsewhere = servers.find(
      ({ preset, baseUrl }) => preset === provider.preset && baseUrl !== provider.baseUrl,
    )
    show(
      provider.id,
      result.ok
        ? { state: 'works', latency: result.value.latency, models: result.value.models.length, at }
        : { state: 'failed', error: result.error, at, ...(elsewhere && { elsewhere: elsewhere.baseUrl }) },
    )
  }

  return {
    of: id => connections.get(id),
    forget: id => setConnections(before => new Map([...before].filter(([providerId]) => providerId !== id))),
    test: async provider => {
      show(provider.id, { state: 'testing' })
      await test(provider, [])
    },
    lookAgain: async provider => {
      show(provider.id, { state: 'testing' })
      const { servers } = await engine.discoverLocal(true)
      await test(provider, servers)
    },
    list: async ({ workspaceId, id }) => {
      show(id, { state: 'listing' })
      const result = await engine.refreshModels(workspaceId, id)
      const at = env.clock.now()
      if (result.ok) show(id, { state: 'listed', models: result.value.length, at })
      else if (isProviderError(result.error)) show(id, { state: 'failed', error: result.error, at })
      else show(id, { state: 'not-kept', error: result.error, at })
    },
  }
}
