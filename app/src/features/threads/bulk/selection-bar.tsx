/** Stands above a list while threads of it are chosen: how many, all of them, and what can be done with them. */

import type { ThreadId } from '@weft/shared/ids.ts'
import {
  Archive,
  ArchiveRestore,
  CheckCheck,
  Download,
  FolderInput,
  FolderPlus,
  Trash2,
  Undo2,
  X,
} from 'lucide-react'
import { createId } from '@weft/shared/ids.ts'
import { type ReactNode, type Ref, useImperativeHandle, useState } from 'react'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { speakOfBulkActs } from '../../../ui/i18n/catalogues/en-bulk.ts'
import { speakOfSync } from '../../../ui/i18n/catalogues/en-sync.ts'
import { useText } from '../../../ui/i18n/use-text.ts'
import { IconButton } from '../../../ui/icon-button.tsx'
import type { MenuEntry } from '../../../ui/menu-entry.ts'
import { Menu } from '../../../ui/menu.tsx'
import { usePage } from '../../../worker/page-context.ts'
import { useDeviceAccount } from '../../account/queries.ts'
import { useFolders } from '../../workspace/queries.ts'
import { useExport } from '../export-context.ts'
import type { ListScope } from '../list-scope.ts'
import { NameDialog } from '../name-dialog-later.tsx'
import type { BulkChange, ChosenThread } from './bulk-change.ts'
import type { BulkProblem } from './bulk-problem.ts'
import { readChosen, readScope } from './read-chosen.ts'
import styles from './selection-bar.module.css'
import { useBulkActs } from './use-bulk-acts.ts'
import { speakOfPlaces } from '../../../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()
speakOfBulkActs()
speakOfSync()

export interface SelectionBarHandle {
  /** To Trash, or from there for good. */
  readonly trash: () => void
  readonly selectAll: () => void
}

export interface SelectionBarProps {
  readonly scope: ListScope
  readonly selected: ReadonlySet<ThreadId>
  readonly onChoose: (threadIds: ReadonlySet<ThreadId>) => void
  readonly onEnd: () => void
  readonly onProblem: (problem: BulkProblem) => void
  readonly ref?: Ref<SelectionBarHandle> | undefined
}

export const SelectionBar = (props: SelectionBarProps): ReactNode => {
  const { scope, selected, onChoose, onEnd, onProblem, ref } = props
  const { database, engine, env, ready } = usePage()
  const t = useText()
  const folders = useFolders() ?? []
  const askExport = useExport()
  const isShared = useDeviceAccount()?.session === 'open'
  const act = useBulkActs(onProblem)
  const [asked, setAsked] = useState<readonly ChosenThread[]>()
  const [naming, setNaming] = useState(false)
  const inTrash = scope.shelves.includes('trash')
  const inArchive = scope.shelves.includes('archived')
  const count = asked?.length ?? 0

  const change = async (made: BulkChange): Promise<void> => {
    const threads = await readChosen(database, scope, selected)
    onEnd()
    await act(made, threads)
  }

  const selectAll = (): void => void readScope(database, scope).then(onChoose)
  const askForGood = (): void => void readChosen(database, scope, selected).then(setAsked)
  const trash = (): void => (inTrash ? askForGood() : void change({ type: 'trash', at: env.clock.now() }))
  useImperativeHandle(ref, () => ({ trash, selectAll }))

  const moveToNew = async (name: string): Promise<void> => {
    const folderId = createId(env.random, 'fld')
    const home = await ready
    const args = { ...home, folderId, name, createdAt: env.clock.now() }
    const made = await engine.execute('folder.create', args)
    if (made.ok) await change({ type: 'move', folderId, folderName: name })
    else onProblem({ error: made.error, done: 0, failed: selected.size, left: 0 })
  }

  const folderEntries: readonly MenuEntry[] = [
    {
      kind: 'act',
      label: t('sidebar.noFolder'),
      onSelect: () => void change({ type: 'move', folderId: null, folderName: t('sidebar.noFolder') }),
    },
    ...folders.map(
      ({ id, name }): MenuEntry => ({
        kind: 'act',
        label: name,
        onSelect: () => void change({ type: 'move', folderId: id, folderName: name }),
      }),
    ),
    { kind: 'line' },
    {
      kind: 'act',
      label: t('sidebar.newFolder'),
      icon: FolderPlus,
      onSelect: () => setNaming(true),
    },
  ]

  return (
    <div
      className={styles.bar}
      role="toolbar"
      aria-label={t('sidebar.selected', { count: selected.size })}
      data-count={selected.size}
    >
      <span className={styles.count} role="status">
        {t('sidebar.selected', { count: selected.size })}
      </span>
      <span className={styles.acts}>
        <IconButton label={t('bulk.selectAll')} icon={CheckCheck} onClick={selectAll} />
        {inTrash ? (
          <IconButton
            label={t('sidebar.putBack')}
            icon={Undo2}
            onClick={() => void change({ type: 'put-back' })}
          />
        ) : (
          <>
            <Menu
              label={t('bulk.move')}
              align="end"
              entries={folderEntries}
              trigger={trigger => <IconButton {...trigger} label={t('bulk.move')} icon={FolderInput} />}
            />
            <IconButton
              label={t(inArchive ? 'sidebar.unarchiveThread' : 'sidebar.archiveThread')}
              icon={inArchive ? ArchiveRestore : Archive}
              onClick={() => void change({ type: inArchive ? 'unarchive' : 'archive' })}
            />
          </>
        )}
        <IconButton
          label={t('bulk.export')}
          icon={Download}
          onClick={() => askExport({ type: 'export', threads: [...selected] })}
        />
        <IconButton
          label={t(inTrash ? 'sidebar.deleteForGood' : 'sidebar.moveToTrash')}
          icon={Trash2}
          onClick={trash}
        />
        <IconButton label={t('bulk.endSelecting')} icon={X} onClick={onEnd} />
      </span>
      {naming && (
        <NameDialog
          title={t('sidebar.newFolder')}
          label={t('sidebar.folderName')}
          name=""
          maxLength={200}
          onClose={() => setNaming(false)}
          onName={name => void moveToNew(name)}
        />
      )}
      <ConfirmDialog
        open={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t('sidebar.deleteForGoodTitle', { count })}
        text={t(isShared ? 'sync.deleteForGoodEverywhere' : 'sidebar.deleteForGoodHere', { count })}
        safeLabel={t('sidebar.keepThem', { count })}
        actLabel={t('sidebar.deleteThreads', { count })}
        danger
        onAct={() => {
          setAsked(undefined)
          onEnd()
          void act({ type: 'forget', at: env.clock.now() }, asked ?? [])
        }}
      />
    </div>
  )
}
