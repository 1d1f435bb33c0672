/** Above every page: what threads are exported with, loaded when it is first asked for. */

import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import type { ThreadId } from '@weft/shared/ids.ts'
import { type AskExport, ExportContext } from '../features/threads/export-context.ts'
import { Boundary } from './boundary.tsx'

const ExportDialog = lazy(() =>
  import('../features/export/export-dialog.tsx').then(module => ({ default: module.ExportDialog })),
)
const CopyAsMarkdown = lazy(() =>
  import('../features/export/copy-as-markdown.tsx').then(module => ({ default: module.CopyAsMarkdown })),
)

type Wish =
  | { readonly type: 'export'; readonly threads: readonly ThreadId[] | 'everything' }
  | { readonly type: 'copy'; readonly threadId: ThreadId }

export const ExportHost = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [wish, setWish] = useState<Wish>()
  // One value for all time, or every list would be drawn again with each wish.
  const ask = useMemo(
    (): AskExport => ({
      open: threads => setWish({ type: 'export', threads }),
      copy: threadId => setWish({ type: 'copy', threadId }),
    }),
    [],
  )
  const close = (): void => setWish(undefined)
  return (
    <ExportContext value={ask}>
      {children}
      {wish && (
        <Boundary quiet>
          <Suspense>
            {wish.type === 'export' ? (
              <ExportDialog threads={wish.threads} onClose={close} />
            ) : (
              <CopyAsMarkdown threadId={wish.threadId} onDone={close} />
            )}
          </Suspense>
        </Boundary>
      )}
    </ExportContext>
  )
}
