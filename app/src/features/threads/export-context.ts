/**
 * How a list or a bar asks for threads to be taken away. What does it (`features/export/`) stands above them and is loaded
 * when it is first asked for; the shell brings the two together.
 */

import type { ThreadId } from '@weft/shared/ids.ts'
import { createContext, useContext } from 'react'

export type ExportWish =
  /** Opens the dialog: for these threads, or for everything on this device. */
  | { readonly type: 'export'; readonly threads: readonly ThreadId[] | 'everything' }
  /** The branch that is shown, into the clipboard. */
  | { readonly type: 'copy'; readonly threadId: ThreadId }

/** Without the shell above it, a view's wish reaches nobody: enough for a test of one view. */
export const ExportContext = createContext<(wish: ExportWish) => void>(() => undefined)

export const useExport = (): ((wish: ExportWish) => void) => useContext(ExportContext)
