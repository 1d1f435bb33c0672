/** The models on an Ollama: asked for when they are first shown, after every change, and on demand. */

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import type { OllamaModel } from './ollama-schema.ts'
import type { ProviderError } from './provider-error.ts'

export interface OllamaListing {
  /** Those that were listed last; undefined before. */
  readonly models: readonly OllamaModel[] | undefined
  /** Why the last listing failed. */
  readonly failure: ProviderError | EngineError | undefined
  readonly isLooking: boolean
  readonly look: () => Promise<void>
}

/** `change`: looks again whenever it is another. */
export const useOllamaModels = (
  { workspaceId, id }: Pick<ProviderRow, 'workspaceId' | 'id'>,
  change: unknown,
): OllamaListing => {
  const { engine } = usePage()
  const [listing, setListing] = useState<Omit<OllamaListing, 'look'>>({
    models: undefined,
    failure: undefined,
    isLooking: true,
  })
  /** A slower answer to an older question is dropped. */
  const newest = useRef<symbol>(undefined)

  const ask = async (): Promise<void> => {
    const mine = Symbol('listing')
    newest.current = mine
    const listed = await engine.ollamaModels(workspaceId, id)
    if (newest.current !== mine) return
    setListing(before =>
      listed.ok
        ? { models: listed.value, failure: undefined, isLooking: false }
        : { ...before, failure: listed.error, isLooking: false },
    )
  }

  const askNow = useEffectEvent(ask)
  useEffect(() => void askNow(), [id, change])

  return {
    ...listing,
    look: async () => {
      setListing(before => ({ ...before, isLooking: true }))
      await ask()
    },
  }
}
