/** The search page with everything there is to search by: words, and below them what they mean. */

import type { ReactNode } from 'react'
import { SearchPage as WordSearchPage } from '../features/search/search-page.tsx'
import { MeaningHits } from '../features/semantic-search/meaning-hits.tsx'

export const SearchPage = (): ReactNode => (
  <WordSearchPage
    more={(text, { threads }) => <MeaningHits query={text} byWords={threads} onOpen={nothing} />}
  />
)

/** The page keeps its place by itself. */
const nothing = (): void => undefined
