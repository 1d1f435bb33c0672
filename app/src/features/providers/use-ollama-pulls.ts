import { useSyncExternalStore } from 'react'
import { usePage } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import { type OllamaPulls, type Pull, pullsOf } from './ollama-pulls.ts'

export interface UsedPulls extends Pick<OllamaPulls, 'start' | 'stop' | 'forget'> {
  readonly pulls: readonly Pull[]
}

/** The pulls of one provider, those begun before this view was shown too. */
export const useOllamaPulls = ({ id }: Pick<ProviderRow, 'id'>): UsedPulls => {
  const { of, subscribe, start, stop, forget } = pullsOf(usePage())
  return { pulls: useSyncExternalStore(subscribe, () => of(id)), start, stop, forget }
}
