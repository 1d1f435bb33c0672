/** What is said of storage that is not there: fetched when there is a need, which is nearly never. */

import { lazy, type ReactNode, Suspense } from 'react'
import type { EngineErrorType } from '../worker/api.ts'
import type { StorageNoticeProps } from './storage-notice.tsx'

const Notice = lazy(async () => ({ default: (await import('./storage-notice.tsx')).StorageNotice }))

/** Errors after which not even reading is possible: nothing else is worth showing. */
export const stopsEverything = (type: EngineErrorType): boolean =>
  type === 'storage-unavailable' || type === 'storage-blocked' || type === 'storage-newer'

export const StorageNotice = (props: StorageNoticeProps): ReactNode => (
  <Suspense>
    <Notice {...props} />
  </Suspense>
)
