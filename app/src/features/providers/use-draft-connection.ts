/** Trying what is typed before it is saved. A result belongs to what was tried and goes with the next change. */

import type { ProviderId } from '@weft/shared/ids.ts'
import { useRef, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import type { Connection } from './connection.ts'
import { type DraftContext, type ProviderDraft, toConfig, toCredentials } from './provider-draft.ts'

export interface DraftConnection {
  readonly connection: Connection | undefined
  readonly test: (draft: ProviderDraft, context: DraftContext) => Promise<void>
  /** What was tried is not what is typed any more. */
  readonly forget: () => void
}

export const useDraftConnection = (id: ProviderId, provider: ProviderRow | undefined): DraftConnection => {
  const { engine, env, ready } = usePage()
  const [connection, setConnection] = useState<Connection>()
  /** The newest test, or none; a slower answer to an older one is dropped. */
  const newest = useRef<symbol>(undefined)

  const forget = (): void => {
    newest.current = undefined
    setConnection(undefined)
  }

  const test = async (draft: ProviderDraft, context: DraftContext): Promise<void> => {
    const mine = Symbol('test')
    newest.current = mine
    setConnection({ state: 'testing' })
    const { workspaceId } = provider ?? (await ready)
    const result = await engine.testConnection(
      workspaceId,
      toConfig(draft, context, id),
      toCredentials(draft, context),
    )
    if (newest.current !== mine) return
    const at = env.clock.now()
    setConnection(
      result.ok
        ? { state: 'works', latency: result.value.latency, models: result.value.models.length, at }
        : { state: 'failed', error: result.error, at },
    )
  }

  return { connection, test, forget }
}
