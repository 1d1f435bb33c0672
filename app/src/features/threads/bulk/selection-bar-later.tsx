/** What stands above a list while threads are chosen, and what it says when that failed: fetched when it is first needed. */

import { lazy, type ReactNode } from 'react'
import { PartBoundary } from '../part-boundary.tsx'
import type { BulkNoticeProps } from './bulk-notice.tsx'
import type { SelectionBarProps } from './selection-bar.tsx'

const Bar = lazy(async () => ({ default: (await import('./selection-bar.tsx')).SelectionBar }))
const Notice = lazy(async () => ({ default: (await import('./bulk-notice.tsx')).BulkNotice }))

export const SelectionBar = (props: SelectionBarProps): ReactNode => (
  <PartBoundary>
    <Bar {...props} />
  </PartBoundary>
)

export const BulkNotice = (props: BulkNoticeProps): ReactNode => (
  <PartBoundary>
    <Notice {...props} />
  </PartBoundary>
)
