/** What was asked for (`threads/export-context.ts`): the dialog, or a copy. */

import type { ReactNode } from 'react'
import type { ExportWish } from '../threads/export-context.ts'
import { CopyAsMarkdown } from './copy-as-markdown.tsx'
import { ExportDialog } from './export-dialog.tsx'

export interface GrantedWishProps {
  readonly wish: ExportWish
  readonly onDone: () => void
}

export const GrantedWish = ({ wish, onDone }: GrantedWishProps): ReactNode =>
  wish.type === 'export' ? (
    <ExportDialog threads={wish.threads} onClose={onDone} />
  ) : (
    <CopyAsMarkdown threadId={wish.threadId} onDone={onDone} />
  )
