/** The sidebar of a desk: a new thread, the search, the threads, and how safe everything is. */

import { Archive, Ellipsis, Keyboard, PanelLeft, Settings2, SquarePen, Trash2 } from 'lucide-react'
import { type ReactNode, useRef, useState, lazy, Suspense } from 'react'
import { Link, useLocation } from 'wouter'
import { useRunAction, useShortcutOf } from '../features/actions/use-actions.ts'
import { SearchField } from '../features/search/search-field.tsx'
import type { TitleHitsHandle } from '../features/search/title-hits.tsx'
import { SidebarList } from '../features/threads/sidebar-list.tsx'
import type { ThreadListHandle } from '../features/threads/thread-list.tsx'
import { useToday } from '../features/threads/use-today.ts'
import { useText } from '../ui/i18n/use-text.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import { Menu } from '../ui/menu.tsx'
import { Mark } from '../ui/signs/mark.tsx'
import { ariaShortcut } from '../ui/shortcut.ts'
import { useUi } from '../ui/ui.tsx'
import { useAppRoute } from './app-route.ts'
import styles from './sidebar.module.css'
import { SyncStatus } from './sync-status.tsx'
import { useSyncState } from './use-sync-state.ts'

const SearchHits = lazy(async () => ({
  default: (await import('./search-hits.tsx')).SearchHits,
}))

export const Sidebar = (): ReactNode => {
  const t = useText()
  const { threadId, folderId } = useAppRoute()
  const today = useToday()
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<ThreadListHandle>(null)
  const hits = useRef<TitleHitsHandle>(null)
  const isSearching = query.trim() !== ''

  const focusField = (): void => field.current?.focus()

  return (
    <nav className={styles.side} aria-label={t('sidebar.threads')}>
      <SidebarHead />
      <div className={styles.top}>
        <NewThreadButton />
        <SearchField
          ref={field}
          look="desk"
          query={query}
          onQuery={setQuery}
          placeholder={t('sidebar.search')}
          shortcut={useShortcutOf('search.focus')}
          onDown={() => (isSearching ? hits : list).current?.focusFirst()}
          onEnter={() => hits.current?.openFirst()}
        />
      </div>
      {isSearching ? (
        <Suspense>
          <SearchHits
            ref={hits}
            look="desk"
            query={query}
            now={today}
            onLeaveUp={focusField}
            onOpen={() => setQuery('')}
          />
        </Suspense>
      ) : (
        <SidebarList ref={list} look="desk" current={threadId ?? folderId} onLeaveUp={focusField} />
      )}
      <SidebarFoot />
    </nav>
  )
}

const SidebarHead = (): ReactNode => {
  const t = useText()
  const run = useRunAction()
  return (
    <div className={styles.head}>
      <Link className={styles.wordmark} href="/">
        <Mark size={22} />
        {t('common.name')}
      </Link>
      <IconButton
        label={t('sidebar.hide')}
        icon={PanelLeft}
        flip
        shortcut={useShortcutOf('sidebar.toggle')}
        onClick={() => run('sidebar.toggle')}
      />
    </div>
  )
}

const NewThreadButton = (): ReactNode => {
  const t = useText()
  const { apple } = useUi()
  const run = useRunAction()
  const shortcut = useShortcutOf('thread.new')
  return (
    <button
      type="button"
      className={styles.action}
      aria-keyshortcuts={shortcut && ariaShortcut(shortcut, apple)}
      onClick={() => run('thread.new')}
    >
      <Icon of={SquarePen} tone="quiet" />
      <span className={styles.name}>{t('sidebar.newThread')}</span>
      {/* The keys are in `aria-keyshortcuts`; the name is the words alone. */}
      <span aria-hidden="true">{shortcut && <KeyCap of={shortcut} />}</span>
    </button>
  )
}

const SidebarFoot = (): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const run = useRunAction()
  const state = useSyncState()
  const settingsKeys = useShortcutOf('settings.open')
  const helpKeys = useShortcutOf('shortcuts.show')
  return (
    <div className={styles.foot}>
      <SyncStatus state={state} />
      <span className={styles.grow} />
      <Menu
        label={t('sidebar.more')}
        side="above"
        entries={[
          { kind: 'act', label: t('sidebar.archive'), icon: Archive, onSelect: () => navigate('/archive') },
          { kind: 'act', label: t('sidebar.trash'), icon: Trash2, onSelect: () => navigate('/trash') },
          { kind: 'line' },
          {
            kind: 'act',
            label: t('palette.shortcutsTitle'),
            icon: Keyboard,
            shortcut: helpKeys,
            onSelect: () => void run('shortcuts.show'),
          },
        ]}
        trigger={props => <IconButton {...props} label={t('sidebar.more')} icon={Ellipsis} />}
      />
      <SettingsLink keys={settingsKeys} />
    </div>
  )
}

interface SettingsLinkProps {
  readonly keys: string | undefined
}

export const SettingsLink = ({ keys }: SettingsLinkProps): ReactNode => {
  const t = useText()
  return (
    <Link
      className={styles.settings}
      href="/settings"
      aria-label={t('sidebar.settings')}
      data-tip={t('sidebar.settings')}
      data-tip-shortcut={keys}
    >
      <Icon of={Settings2} />
    </Link>
  )
}
