/**
 * What can be done with one thread, as the entries of a menu: the same in the sidebar, in a folder, in the archive
 * and in the bar above the conversation.
 */

import {
  Archive,
  ArchiveRestore,
  Copy,
  CopyPlus,
  Download,
  FolderInput,
  FolderPlus,
  ListChecks,
  Pencil,
  Pin,
  PinOff,
  Trash2,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { usePhone } from '../../ui/use-phone.ts'
import type { EngineError } from '../../worker/api.ts'
import { useShortcutOf } from '../actions/use-actions.ts'
import { useFolders } from '../workspace/queries.ts'
import { EngineNotice } from './engine-notice.tsx'
import { useExport } from './export-context.ts'
import { NameDialog } from './name-dialog-later.tsx'
import type { ThreadRow } from './tables.ts'
import { type ThreadActs, useThreadActs } from './use-thread-acts.ts'

/** Of the command's own schema. */
const longestTitle = 500
const longestFolderName = 200

export interface ThreadMenuOptions {
  /** Renames in place; without it a dialog asks. */
  readonly onRename?: ((thread: ThreadRow) => void) | undefined
  /** Begins choosing several. */
  readonly onSelect?: ((thread: ThreadRow) => void) | undefined
}

export interface ThreadMenu {
  readonly acts: ThreadActs
  readonly entriesOf: (thread: ThreadRow, options?: ThreadMenuOptions) => readonly MenuEntry[]
  readonly askTitle: (thread: ThreadRow) => void
  /** Dialogs that entries open; draw it once. */
  readonly dialogs: ReactNode
  /** What went wrong, where the list or bar shows it. */
  readonly notice: ReactNode
}

type Question =
  | { readonly type: 'title'; readonly thread: ThreadRow }
  | { readonly type: 'new-folder'; readonly thread: ThreadRow }

export const useThreadMenu = (): ThreadMenu => {
  const t = useText()
  const folders = useFolders() ?? []
  const phone = usePhone()
  const trashKeys = useShortcutOf('thread.trash')
  const [question, setQuestion] = useState<Question>()
  const [problem, setProblem] = useState<EngineError>()
  const acts = useThreadActs(setProblem)
  const askExport = useExport()
  const done = (): void => setQuestion(undefined)

  const folderEntries = (thread: ThreadRow): readonly MenuEntry[] => [
    {
      kind: 'choice',
      label: t('sidebar.noFolder'),
      chosen: thread.folderId === undefined,
      onSelect: () => void acts.move(thread, null),
    },
    ...folders.map(
      (folder): MenuEntry => ({
        kind: 'choice',
        label: folder.name,
        chosen: thread.folderId === folder.id,
        onSelect: () => void acts.move(thread, folder),
      }),
    ),
    { kind: 'line' },
    {
      kind: 'act',
      label: t('sidebar.newFolder'),
      icon: FolderPlus,
      onSelect: () => setQuestion({ type: 'new-folder', thread }),
    },
  ]

  const entriesOf: ThreadMenu['entriesOf'] = (thread, { onRename, onSelect } = {}) => {
    const isPinned = thread.shelf === 'pinned'
    const isArchived = thread.shelf === 'archived'
    const select: MenuEntry = {
      kind: 'act',
      label: t('sidebar.select'),
      icon: ListChecks,
      onSelect: () => onSelect?.(thread),
    }
    const pin: MenuEntry = {
      kind: 'act',
      label: t(isPinned ? 'sidebar.unpin' : 'sidebar.pin'),
      icon: isPinned ? PinOff : Pin,
      onSelect: () => void acts.pin(thread, !isPinned),
    }
    return [
      {
        kind: 'act',
        label: t('sidebar.rename'),
        icon: Pencil,
        onSelect: () => (onRename ? onRename(thread) : setQuestion({ type: 'title', thread })),
      },
      ...(isArchived ? [] : [pin]),
      { kind: 'more', label: t('sidebar.moveTo'), icon: FolderInput, entries: folderEntries(thread) },
      {
        kind: 'act',
        label: t('sidebar.duplicate'),
        icon: CopyPlus,
        onSelect: () => void acts.duplicate(thread),
      },
      {
        kind: 'act',
        label: t('sidebar.copyAsMarkdown'),
        icon: Copy,
        onSelect: () => askExport({ type: 'copy', threadId: thread.roomId }),
      },
      {
        kind: 'act',
        label: t('sidebar.exportThread'),
        icon: Download,
        onSelect: () => askExport({ type: 'export', threads: [thread.roomId] }),
      },
      ...(onSelect ? [select] : []),
      {
        kind: 'act',
        label: t(isArchived ? 'sidebar.unarchiveThread' : 'sidebar.archiveThread'),
        icon: isArchived ? ArchiveRestore : Archive,
        onSelect: () => void acts.archive([thread], !isArchived),
      },
      { kind: 'line' },
      {
        kind: 'act',
        label: t('sidebar.moveToTrash'),
        icon: Trash2,
        shortcut: phone ? undefined : trashKeys,
        onSelect: () => void acts.trash([thread]),
      },
    ]
  }

  return {
    acts,
    entriesOf,
    askTitle: thread => setQuestion({ type: 'title', thread }),
    notice: problem && <EngineNotice error={problem} onClose={() => setProblem(undefined)} />,
    dialogs: (
      <>
        {question?.type === 'title' && (
          <NameDialog
            title={t('sidebar.newTitle')}
            label={t('sidebar.newTitle')}
            name={question.thread.title}
            mayBeEmpty
            maxLength={longestTitle}
            onClose={done}
            onName={title => void acts.rename(question.thread, title)}
          />
        )}
        {question?.type === 'new-folder' && (
          <NameDialog
            title={t('sidebar.newFolder')}
            label={t('sidebar.folderName')}
            name=""
            maxLength={longestFolderName}
            onClose={done}
            onName={name => void acts.moveToNewFolder(question.thread, name)}
          />
        )}
      </>
    ),
  }
}
