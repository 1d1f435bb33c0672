/** Above every page: what threads are exported with, loaded when it is first asked for. */

import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { type AskExport, ExportContext, type ExportedThread } from '../features/threads/export-context.ts'
import { Boundary } from './boundary.tsx'

const ExportDialog = lazy(() =>
  import('../features/export/export-dialog.tsx').then(module => ({ default: module.ExportDialog })),
)
const CopyAsMarkdown = lazy(() =>
  import('../features/export/copy-as-markdown.tsx').then(module => ({ default: module.CopyAsMarkdown })),
)

type Wish =
  | { readonly type: 'export'; readonly threads: readonly ExportedThread[] | 'everything' }
  | { readonly type: 'copy'; readonly thread: ExportedThread }

export const ExportHost = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [wish, setWish] = useState<Wish>()
  // One value for all time, or every list would be drawn again with each wish.
  const ask = useMemo(
    (): AskExport => ({
      open: threads => setWish({ type: 'export', threads }),
      copy: thread => setWish({ type: 'copy', thread }),
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
              <CopyAsMarkdown thread={wish.thread} onDone={close} />
            )}
          </Suspense>
        </Boundary>
      )}
    </ExportContext>
  )
}
