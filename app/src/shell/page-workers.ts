/** Starts, for the engine, the workers that only a page can start (`worker/page-workers.ts` says why). */

import * as Comlink from 'comlink'
import type { PageWorkerKind, PageWorkersProxy } from '../worker/page-workers.ts'

export type SpawnWorker = (kind: PageWorkerKind) => Pick<Worker, 'postMessage' | 'terminate'>

/** As it is handed to an engine: called from there, run here. */
export const createPageWorkers = (spawn: SpawnWorker): PageWorkersProxy => {
  const workers = new Map<PageWorkerKind, ReturnType<SpawnWorker>>()

  const end = (kind: PageWorkerKind): void => {
    workers.get(kind)?.terminate()
    workers.delete(kind)
  }

  return Comlink.proxy({
    start: async (kind: PageWorkerKind) => {
      end(kind)
      const worker = spawn(kind)
      workers.set(kind, worker)
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ type: 'connect' }, [port2])
      return Comlink.transfer(port1, [port1])
    },
    end: async (kind: PageWorkerKind) => end(kind),
  })
}
