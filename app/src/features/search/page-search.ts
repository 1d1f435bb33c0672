/** The one search of a page: its worker comes with the first question, or when the page has nothing else to do. */

import { loadOnce } from '@weft/shared/load-once.ts'
import { searchChannelName } from './index/search-channel.ts'
import type { MessageSearch } from './message-search.ts'

/** Starts the worker, which also keeps the index. Again after a start that failed. */
export const beginSearch = loadOnce(async (): Promise<Pick<MessageSearch, 'search'>> => {
  const [{ createSearchClient }, { startSearchWorker }] = await Promise.all([
    import('./search-client.ts'),
    import('./start-search-worker.ts'),
  ])
  return createSearchClient(startSearchWorker())
})

export const pageSearch: Required<MessageSearch> = {
  search: async question => (await beginSearch()).search(question),
  subscribe: listener => {
    const channel = new BroadcastChannel(searchChannelName)
    channel.addEventListener('message', ({ data }) => {
      if (data?.type === 'changed') listener()
    })
    return () => channel.close()
  },
}
