/** Everything that the search of the sidebar finds: threads by their titles, then messages by what they mean. */

import type { ReactNode } from 'react'
import { TitleHits, type TitleHitsProps } from '../features/search/title-hits.tsx'
import { MeaningHits } from '../features/semantic-search/meaning-hits.tsx'

export const SearchHits = (props: Omit<TitleHitsProps, 'children'>): ReactNode => (
  <TitleHits {...props}>
    <MeaningHits query={props.query} onOpen={props.onOpen} />
  </TitleHits>
)
