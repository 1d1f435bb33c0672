/** One export from the press of the button to its end, as a view shows it. */

import { useEffect, useRef, useState } from 'react'
import { openSaveStream } from '../../ui/save-stream.ts'
import { useUi } from '../../ui/ui.tsx'
import { usePage } from '../../worker/page-context.ts'
import { documentLanguage } from './document-words.ts'
import type { ExportOptions, ExportProgress, ExportReport, ExportScope } from './export-request.ts'
import { fileKindOf } from './export-shape.ts'
import { safeName } from './file-names.ts'
import { type ExportFailure, startExport } from './start-export.ts'

export type ExportState =
  | { readonly type: 'asking' }
  | { readonly type: 'running'; readonly progress: ExportProgress | null }
  | { readonly type: 'done'; readonly report: ExportReport; readonly fileName: string }
  | { readonly type: 'failed'; readonly error: ExportFailure }

export interface ExportRunView {
  readonly state: ExportState
  /** Called within the press of a button. */
  readonly start: (options: ExportOptions) => Promise<void>
  readonly stop: () => void
  /** Back to the questions. */
  readonly again: () => void
}

export const useExportRun = (scope: ExportScope, threads: number, name: string): ExportRunView => {
  const { engine, env } = usePage()
  const { languages } = useUi()
  const [state, setState] = useState<ExportState>({ type: 'asking' })
  const stopping = useRef<AbortController>(null)

  // Whoever closes the dialog by leaving the page does not want the file.
  useEffect(() => () => stopping.current?.abort(), [])

  const start: ExportRunView['start'] = async options => {
    const kind = fileKindOf(options, threads)
    const fileName = `${safeName(name, 'weft')}${kind.ending}`
    const opened = await openSaveStream({ name: fileName, ...kind, clock: env.clock })
    if (!opened.ok) return
    const target = opened.value
    const controller = new AbortController()
    stopping.current = controller
    setState({ type: 'running', progress: null })
    const done = await startExport({
      engine,
      scope,
      options,
      language: documentLanguage(languages),
      target: target.handle ? { type: 'file', handle: target.handle } : { type: 'memory' },
      progress: progress => {
        if (!controller.signal.aborted) setState({ type: 'running', progress })
      },
      signal: controller.signal,
    })
    if (done.ok) {
      await target.done(done.value.content)
      setState({ type: 'done', report: done.value.report, fileName })
      return
    }
    await target.drop()
    setState(
      done.error.type === 'export-stopped' ? { type: 'asking' } : { type: 'failed', error: done.error },
    )
  }

  return {
    state,
    start,
    stop: () => stopping.current?.abort(),
    again: () => setState({ type: 'asking' }),
  }
}
