/** The threads of one folder, and a new one in it. */

import type { FolderId } from '@weft/shared/ids.ts'
import { Ellipsis, SquarePen } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { EngineError } from '../../worker/api.ts'
import { useFolders } from '../workspace/queries.ts'
import type { FolderRow } from '../workspace/tables.ts'
import { EngineNotice } from './engine-notice.tsx'
import { usePagedFolder } from './folder-query.ts'
import { useFolderMenu } from './folder-menu.tsx'
import { dateItems } from './list-items.ts'
import styles from './list-page.module.css'
import { folderScope } from './list-scope.ts'
import { SidebarButton } from './sidebar-button.tsx'
import { ThreadList } from './thread-list.tsx'
import { useAnswering } from './thread-list-queries.ts'
import { useThreadActs } from './use-thread-acts.ts'
import { usePageTitle } from './use-page-title.ts'
import { useToday } from './use-today.ts'
import { speakOfPlaces } from '../../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()

export interface FolderPageProps {
  readonly folderId: FolderId
}

export const FolderPage = ({ folderId }: FolderPageProps): ReactNode => {
  const t = useText()
  const folders = useFolders()
  const folder = folders?.find(({ id }) => id === folderId)
  const today = useToday()
  const { threads, more } = usePagedFolder(folderId)
  const answering = useAnswering()
  usePageTitle(folder?.name ?? t('sidebar.folders'))

  if (folders !== undefined && folder === undefined) return <EmptyState text={t('sidebar.folderGone')} />

  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <SidebarButton />
      </div>
      <ThreadList
        items={dateItems(threads ?? [], today)}
        scope={folderScope(folderId)}
        look="page"
        now={today}
        current={undefined}
        answering={answering}
        header={
          <div className={styles.header}>
            {folder && <FolderHead folder={folder} />}
            {threads?.length === 0 && <EmptyState text={t('sidebar.folderEmpty')} />}
            {threads === undefined && <Skeleton rows={6} />}
          </div>
        }
        onNearEnd={more}
      />
    </div>
  )
}

interface FolderHeadProps {
  readonly folder: FolderRow
}

const FolderHead = ({ folder }: FolderHeadProps): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const [problem, setProblem] = useState<EngineError>()
  const acts = useThreadActs(setProblem)
  const menu = useFolderMenu(acts)
  return (
    <>
      <div className={styles.heading}>
        <h1 className={styles.title} dir="auto">
          {folder.name}
        </h1>
        <Button icon={SquarePen} onClick={() => navigate(`/?folder=${folder.id}`)}>
          {t('sidebar.newThreadHere')}
        </Button>
        <Menu
          label={t('common.moreFor', { name: folder.name })}
          align="end"
          entries={menu.entriesOf(folder)}
          trigger={props => (
            <IconButton {...props} label={t('common.moreFor', { name: folder.name })} icon={Ellipsis} />
          )}
        />
      </div>
      {problem && <EngineNotice error={problem} onClose={() => setProblem(undefined)} />}
      {menu.dialogs}
    </>
  )
}
