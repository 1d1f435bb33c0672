/**
 * How a list or a bar asks for threads to be taken away. What does it (`features/export/`) stands above them and is loaded
 * when it is first asked for; the shell brings the two together.
 */

import { createContext, useContext } from 'react'
import type { ThreadRow } from './tables.ts'

export type ExportedThread = Pick<ThreadRow, 'workspaceId' | 'roomId' | 'title' | 'messageCount'>

export interface AskExport {
  /** Opens the dialog: for these threads, or for everything on this device. */
  readonly open: (threads: readonly ExportedThread[] | 'everything') => void
  /** The branch that is shown, into the clipboard. */
  readonly copy: (thread: ExportedThread) => void
}

/** Without the shell above it, a view's wish reaches nobody: enough for a test of one view. */
export const ExportContext = createContext<AskExport>({ open: () => undefined, copy: () => undefined })

export const useExport = (): AskExport => useContext(ExportContext)
