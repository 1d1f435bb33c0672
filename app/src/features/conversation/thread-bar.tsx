/** The bar above a conversation: where it lies, what it is called, what can be done with it. */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import { Ellipsis, Search, SlidersHorizontal } from 'lucide-react'
import { lazy, type ReactNode, useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { Menu } from '../../ui/menu.tsx'
import { usePhone } from '../../ui/use-phone.ts'
import { ModelButton } from '../composer/model-button.tsx'
import { useAction, useRunAction, useShortcutOf } from '../actions/use-actions.ts'
import { useFolders } from '../workspace/queries.ts'
import { PageBar } from './page-bar.tsx'
import { PartBoundary } from '../threads/part-boundary.tsx'
import type { ThreadRow } from '../threads/tables.ts'
import styles from './thread-bar.module.css'
import { useThreadMenu } from '../threads/thread-row-menu.tsx'
import { ThreadTitle } from './thread-title.tsx'

const ThreadSettings = lazy(async () => ({ default: (await import('./thread-settings.tsx')).ThreadSettings }))

export interface ThreadBarProps {
  readonly thread: ThreadRow
  readonly model: ModelRef | null
  readonly onChooseModel: (model: ModelRef) => void
}

export const ThreadBar = ({ thread, model, onChooseModel }: ThreadBarProps): ReactNode => {
  const t = useText()
  const phone = usePhone()
  const [renaming, setRenaming] = useState(false)
  const [settings, setSettings] = useState(false)
  const { acts, entriesOf, askTitle, dialogs, notice } = useThreadMenu()
  const folder = useFolders()?.find(({ id }) => id === thread.folderId)
  const rename = (): void => (phone ? askTitle(thread) : setRenaming(true))

  useAction('thread.rename', rename)
  useAction('thread.pin', () => void acts.pin(thread, thread.shelf !== 'pinned'))
  useAction('thread.duplicate', () => void acts.duplicate(thread))
  useAction('thread.archive', () => void acts.archive([thread], thread.shelf !== 'archived'))
  useAction('thread.trash', thread.shelf === 'trash' ? undefined : () => void acts.trash([thread]))

  const run = useRunAction()
  const find = {
    label: t('palette.findInThread'),
    icon: Search,
    shortcut: useShortcutOf('thread.find'),
  }
  const entries: readonly MenuEntry[] = [
    { kind: 'act', ...find, onSelect: () => run('thread.find') },
    {
      kind: 'act',
      label: t('thread.options'),
      icon: SlidersHorizontal,
      onSelect: () => setSettings(true),
    },
    { kind: 'line' },
    ...entriesOf(thread, { onRename: rename }),
  ]

  return (
    <>
      <PageBar
        end={
          <>
            {!phone && (
              <>
                <IconButton {...find} onClick={() => run('thread.find')} />
                <IconButton
                  label={t('thread.options')}
                  icon={SlidersHorizontal}
                  aria-haspopup="dialog"
                  onClick={() => setSettings(true)}
                />
              </>
            )}
            <Menu
              label={t('common.more')}
              entries={phone ? entries : entries.slice(3)}
              align="end"
              trigger={props => <IconButton {...props} label={t('common.more')} icon={Ellipsis} />}
            />
          </>
        }
      >
        <div className={styles.words}>
          {folder && (
            <span className={styles.folder}>
              <bdi>{folder.name}</bdi>
              <span aria-hidden="true">&ensp;/&ensp;</span>
            </span>
          )}
          <ThreadTitle
            title={thread.title}
            renaming={renaming}
            onRename={rename}
            onDone={title => {
              setRenaming(false)
              if (title !== undefined && title !== thread.title) void acts.rename(thread, title)
            }}
          />
        </div>
        <div className={styles.model}>
          <ModelButton place="bar" model={model} onChoose={onChooseModel} />
        </div>
      </PageBar>
      {notice && <div className={styles.notice}>{notice}</div>}
      {dialogs}
      {settings && (
        <PartBoundary>
          <ThreadSettings thread={thread} model={model} onClose={() => setSettings(false)} />
        </PartBoundary>
      )}
    </>
  )
}
