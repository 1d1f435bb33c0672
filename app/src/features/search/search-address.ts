/** The address of the search page: what is asked stands in it, so that it can be gone back to, kept and sent. */

import type { SearchQuestion } from './message-search.ts'

export type SearchOrder = SearchQuestion['order']

export const searchAddress = (text: string, order: SearchOrder = 'rank'): string => {
  const asked = new URLSearchParams()
  if (text !== '') asked.set('q', text)
  if (order === 'newest') asked.set('order', order)
  return asked.size === 0 ? '/search' : `/search?${asked}`
}

export const parseSearchAddress = (
  search: string,
): { readonly text: string; readonly order: SearchOrder } => {
  const asked = new URLSearchParams(search)
  return { text: asked.get('q') ?? '', order: asked.get('order') === 'newest' ? 'newest' : 'rank' }
}
