import { createContext } from 'react'
import type { MessageSearch } from './message-search.ts'
import { pageSearch } from './page-search.ts'

/** One search for everything of a page that asks. */
export const SearchContext = createContext<MessageSearch>(pageSearch)
