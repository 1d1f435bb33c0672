/** How a list hands threads over to be exported. The shell knows who does it; without anybody there is no such button. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { createContext } from 'react'

export type ExportThreads = (threadIds: readonly ThreadId[]) => void

export const ExportThreadsContext = createContext<ExportThreads | undefined>(undefined)
