/** Starts the worker of vectors of this page. */

import * as Comlink from 'comlink'
import { trustedScriptUrl } from '../../ui/trusted-script-url.ts'
import workerUrl from '../../worker/vectors.worker.ts?worker&url'
import type { VectorSearch } from './vector-search.ts'
import type { RunningVectors } from './vectors-client.ts'

export const startVectorsWorker = (): RunningVectors => {
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'weft vectors' })
  const remote = Comlink.wrap<VectorSearch>(worker)
  return {
    search: (modelId, query, limit) => remote.search(modelId, query, limit),
    end: () => worker.terminate(),
  }
}
