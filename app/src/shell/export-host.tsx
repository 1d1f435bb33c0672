/** Above every page: what threads are exported with, loaded when it is first asked for. */

import { lazy, type ReactNode, Suspense, useState } from 'react'
import { ExportContext, type ExportWish } from '../features/threads/export-context.ts'
import { Boundary } from './boundary.tsx'

const Granted = lazy(() =>
  import('../features/export/granted-wish.tsx').then(module => ({ default: module.GrantedWish })),
)

export const ExportHost = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [wish, setWish] = useState<ExportWish>()
  return (
    <ExportContext value={setWish}>
      {children}
      {wish && (
        <Boundary quiet>
          <Suspense>
            <Granted wish={wish} onDone={() => setWish(undefined)} />
          </Suspense>
        </Boundary>
      )}
    </ExportContext>
  )
}
