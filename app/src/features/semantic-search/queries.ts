/** What a page reads of the search by meaning: what the person wants of it, and how far it is. */

import { useLiveQuery } from 'dexie-react-hooks'
import { usePage } from '../../worker/page-context.ts'
import {
  type MeaningProgress,
  type MeaningProgressRow,
  meaningProgressName,
  type MeaningWish,
  type MeaningWishRow,
  meaningWishName,
} from './meaning-state.ts'

/** `null` where nobody has asked for it; `undefined` while it is read. */
export const useMeaningWish = (): MeaningWish | null | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const row = await database.table<MeaningWishRow, string>('device').get(meaningWishName)
    return row?.value ?? null
  }, [database])
}

export const useMeaningProgress = (): MeaningProgress | null | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const row = await database.table<MeaningProgressRow, string>('device').get(meaningProgressName)
    return row?.value ?? null
  }, [database])
}
