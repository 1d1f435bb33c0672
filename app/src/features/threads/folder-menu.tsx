/** What can be done with one folder. Deleting it leaves its threads where they are. */

import { Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import type { FolderRow } from '../workspace/tables.ts'
import { NameDialog } from './name-dialog-later.tsx'
import type { ThreadActs } from './use-thread-acts.ts'

export interface FolderMenu {
  readonly entriesOf: (folder: FolderRow) => readonly MenuEntry[]
  readonly dialogs: ReactNode
}

export const useFolderMenu = (acts: ThreadActs): FolderMenu => {
  const t = useText()
  const [renaming, setRenaming] = useState<FolderRow>()

  return {
    entriesOf: folder => [
      {
        kind: 'act',
        label: t('sidebar.renameFolder'),
        icon: Pencil,
        onSelect: () => setRenaming(folder),
      },
      {
        kind: 'act',
        label: t('sidebar.deleteFolder'),
        icon: Trash2,
        onSelect: () => void acts.deleteFolder(folder),
      },
    ],
    dialogs: renaming && (
      <NameDialog
        title={t('sidebar.renameFolder')}
        label={t('sidebar.folderName')}
        name={renaming.name}
        maxLength={200}
        onClose={() => setRenaming(undefined)}
        onName={name => void acts.renameFolder(renaming, name)}
      />
    ),
  }
}
