import { createContext } from 'react'
import type { MessageSearch } from './message-search.ts'

/** One search for everything of a page that asks. */
export const SearchContext = createContext<MessageSearch>({
  search: () => Promise.reject(new Error('No search is here')),
})
