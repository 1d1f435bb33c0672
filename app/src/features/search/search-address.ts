/** The address of the search page: what is asked stands in it, so that it can be gone back to, kept and sent. */

import { queryValue } from '../threads/query-value.ts'
import type { SearchQuestion } from './message-search.ts'

export type SearchOrder = SearchQuestion['order']

export const searchAddress = (text: string, order: SearchOrder = 'rank'): string => {
  const asked = [
    ...(text === '' ? [] : [`q=${queryValue(text)}`]),
    ...(order === 'newest' ? [`order=${order}`] : []),
  ]
  return asked.length === 0 ? '/search' : `/search?${asked.join('&')}`
}

/** `search` as the router gives it (`useSearch`). */
export const parseSearchAddress = (
  search: string,
): { readonly text: string; readonly order: SearchOrder } => {
  const asked = new URLSearchParams(search)
  return { text: asked.get('q') ?? '', order: asked.get('order') === 'newest' ? 'newest' : 'rank' }
}
