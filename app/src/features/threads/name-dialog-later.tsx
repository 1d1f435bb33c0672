/** The dialog that asks for a name, fetched when something is first named. */

import { lazy, type ReactNode } from 'react'
import type { NameDialogProps } from './name-dialog.tsx'
import { PartBoundary } from './part-boundary.tsx'

const Dialog = lazy(async () => ({ default: (await import('./name-dialog.tsx')).NameDialog }))

export const NameDialog = (props: NameDialogProps): ReactNode => (
  <PartBoundary>
    <Dialog {...props} />
  </PartBoundary>
)
