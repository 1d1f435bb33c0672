/** Who answers in a thread: the model of its last message, else the person's choice for new threads, else any. */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import { Dexie } from 'dexie'
import { useLiveQuery } from 'dexie-react-hooks'
import { usePage } from '../../worker/page-context.ts'
import type { ModelsOf } from '../workspace/join-models.ts'
import { useAnswerers, useSetting } from '../workspace/queries.ts'
import type { ThreadRow } from '../threads/tables.ts'

/** The model of the thread that was used last. */
const useLastUsed = (): ModelRef | null | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const newest = await database
      .table<ThreadRow>('threads')
      .where('[shelf+lastAt]')
      .between(['active', Dexie.minKey], ['active', Dexie.maxKey])
      .reverse()
      .filter(thread => thread.lastModel !== undefined)
      .first()
    return newest?.lastModel ?? null
  }, [database])
}

const anyModel = (providers: readonly ModelsOf<ProviderConfig>[]): ModelRef | null => {
  for (const { provider, models } of providers) {
    const model = models.find(({ hidden }) => !hidden)
    if (model) return { providerId: provider.id, modelId: model.modelId, name: model.name }
  }
  return null
}

export interface ThreadModel {
  /** `null` when there is nobody to ask. */
  readonly model: ModelRef | null
  /** No provider at all; `undefined` while that is read. */
  readonly nobody: boolean | undefined
}

/** `wished` is what this thread says, or the choice made in a new one. */
export const useThreadModel = (wished: ModelRef | undefined): ThreadModel => {
  const providers = useAnswerers()
  const standard = useSetting('defaultModel')
  const lastUsed = useLastUsed()
  if (!providers) return { model: wished ?? null, nobody: undefined }
  const isThere = (model: ModelRef | null | undefined): boolean =>
    providers.some(({ provider }) => provider.id === model?.providerId)
  const model = [wished, standard, lastUsed].find(isThere) ?? anyModel(providers)
  return { model, nobody: providers.length === 0 }
}
