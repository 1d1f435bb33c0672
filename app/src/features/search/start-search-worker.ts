/** Starts the search worker of this page. */

import * as Comlink from 'comlink'
import { trustedScriptUrl } from '../../ui/trusted-script-url.ts'
import workerUrl from '../../worker/search.worker.ts?worker&url'
import type { SearchHost } from './index/search-host.ts'

export const startSearchWorker = (): SearchHost => {
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'weft search' })
  const remote = Comlink.wrap<SearchHost>(worker)
  return { open: () => remote.open(), search: question => remote.search(question) }
}
