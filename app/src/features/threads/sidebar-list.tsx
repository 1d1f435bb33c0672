/** All threads of the sidebar: pinned ones, folders, and the rest by day. Reads as much as the person scrolled to. */

import type { FolderId, ThreadId } from '@weft/shared/ids.ts'
import type { ReactNode, Ref } from 'react'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useFolders } from '../workspace/queries.ts'
import { dateItems, folderItems, pinnedItems } from './list-items.ts'
import { sidebarScope } from './list-scope.ts'
import styles from './thread-list.module.css'
import { ThreadList, type ThreadListHandle } from './thread-list.tsx'
import { useAnswering, useFolderCounts, usePagedShelf, useShelf } from './thread-list-queries.ts'
import type { RowLook } from './thread-row.tsx'
import { useToday } from './use-today.ts'

export interface SidebarListProps {
  readonly look: RowLook
  /** The thread or folder that is open. */
  readonly current: ThreadId | FolderId | undefined
  readonly onLeaveUp?: (() => void) | undefined
  /** Stands above the rows and scrolls with them. */
  readonly header?: ReactNode
  readonly ref?: Ref<ThreadListHandle>
}

/** More than a person pins; a list of them all is read at once. */
const mostPinned = 500

export const SidebarList = ({ look, current, onLeaveUp, header, ref }: SidebarListProps): ReactNode => {
  const today = useToday()
  const pinned = useShelf('pinned', mostPinned)
  const { threads: active, more } = usePagedShelf('active')
  const folders = useFolders()
  const counts = useFolderCounts(folders?.map(folder => folder.id) ?? [])
  const answering = useAnswering()

  if (pinned === undefined || active === undefined || folders === undefined) {
    return (
      <div className={styles.list}>
        {header}
        <div className={styles.waiting}>
          <Skeleton rows={12} />
        </div>
      </div>
    )
  }

  const items = [
    ...pinnedItems(pinned),
    ...(look === 'desk' ? folderItems(folders, counts) : []),
    ...dateItems(active, today),
  ]
  if (items.length === 0) {
    return (
      <div className={styles.list}>
        {header}
        <NoThreads />
      </div>
    )
  }

  return (
    <ThreadList
      ref={ref}
      items={items}
      scope={sidebarScope}
      look={look}
      now={today}
      current={current}
      answering={answering}
      header={header}
      onLeaveUp={onLeaveUp}
      onNearEnd={more}
    />
  )
}

/** The way to a new thread is above it, or at its foot. */
const NoThreads = (): ReactNode => {
  const t = useText()
  return <EmptyState text={t('sidebar.empty')} />
}
