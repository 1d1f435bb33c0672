/** A page's end of an export: a worker for it, a port from the engine into that worker, and how it can be stopped. */

import { err, type Result } from '@weft/shared/result.ts'
import * as Comlink from 'comlink'
import { trustedScriptUrl } from '../../ui/trusted-script-url.ts'
import type { EngineError } from '../../worker/api.ts'
import { type EngineClient, transferPort } from '../../worker/client.ts'
import workerUrl from './export.worker.ts?worker&url'
import type { ExportLanguage, ExportOptions, ExportProgress, ExportScope } from './export-request.ts'
import type { ExportDone, ExportError, ExportTarget, ExportWorker } from './export-worker-api.ts'

export interface ExportWish {
  readonly engine: Pick<EngineClient, 'serveExport'>
  readonly scope: ExportScope
  readonly options: ExportOptions
  readonly language: ExportLanguage
  readonly target: ExportTarget
  readonly progress: (progress: ExportProgress) => void
  /** Stops it: what was written is given up. */
  readonly signal: AbortSignal
}

export type ExportFailure = ExportError | EngineError

export const startExport = async (wish: ExportWish): Promise<Result<ExportDone, ExportFailure>> => {
  const { engine, scope, options, language, target, progress, signal } = wish
  const { port1, port2 } = new MessageChannel()
  const served = await engine.serveExport(scope, transferPort(port1))
  if (!served.ok) return served
  if (signal.aborted) return err({ type: 'export-stopped' })
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'export' })
  const failed = Promise.withResolvers<Result<ExportDone, ExportFailure>>()
  // A worker that cannot be loaded, or dies, answers nothing.
  worker.addEventListener('error', event =>
    failed.resolve(err({ type: 'export-failed', detail: event.message || 'The worker did not start.' })),
  )
  const remote = Comlink.wrap<ExportWorker>(worker)
  const stop = (): void => void remote.stop()
  signal.addEventListener('abort', stop)
  const order = { options, language, target, source: port2 }
  const done = remote.run(Comlink.transfer(order, [port2]), Comlink.proxy(progress))
  const result = await Promise.race([done, failed.promise])
  signal.removeEventListener('abort', stop)
  worker.terminate()
  return result
}
