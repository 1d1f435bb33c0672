/** Everything that the search of the sidebar finds: threads by their titles, what was said, then what means the same. */

import type { ReactNode } from 'react'
import { SaidHits, SearchEverything } from '../features/search/said-hits.tsx'
import { TitleHits, type TitleHitsProps } from '../features/search/title-hits.tsx'
import { useSaid } from '../features/search/use-said.ts'
import { MeaningHits } from '../features/semantic-search/meaning-hits.tsx'

/** As many as are seen at once with the titles above them; the page of the search has all. */
const mostSaid = 8

export const SearchHits = (props: Omit<TitleHitsProps, 'children'>): ReactNode => {
  const { query, onOpen } = props
  const { said, threads } = useSaid(query, mostSaid)
  return (
    <TitleHits {...props}>
      {named => (
        <>
          <SaidHits
            query={query}
            said={said.filter(({ thread }) => !named.has(thread.roomId))}
            onOpen={onOpen}
          />
          <MeaningHits query={query} byWords={threads} onOpen={onOpen} />
          <SearchEverything query={query} onOpen={onOpen} />
        </>
      )}
    </TitleHits>
  )
}
