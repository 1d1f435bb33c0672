/** The list of threads on a phone: a screen of its own, titles first, one hand's reach at the floor. */

import { Archive, Folder, SquarePen, Trash2 } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { Link, Redirect, useLocation } from 'wouter'
import { useRunAction } from '../features/actions/use-actions.ts'
import { SearchField } from '../features/search/search-field.tsx'
import type { TitleHitsHandle } from '../features/search/title-hits.tsx'
import { SidebarList } from '../features/threads/sidebar-list.tsx'
import type { ThreadListHandle } from '../features/threads/thread-list.tsx'
import { useThreadCount } from '../features/threads/thread-list-queries.ts'
import { usePageTitle } from '../features/threads/use-page-title.ts'
import { useToday } from '../features/threads/use-today.ts'
import { useFolders } from '../features/workspace/queries.ts'
import { useText } from '../ui/i18n/use-text.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Menu } from '../ui/menu.tsx'
import type { MenuEntry } from '../ui/menu-entry.ts'
import { Mark } from '../ui/signs/mark.tsx'
import { usePhone } from '../ui/use-phone.ts'
import styles from './phone-threads.module.css'
import { SearchHits } from './search-hits.tsx'
import { SettingsLink } from './sidebar.tsx'
import { SyncStatus } from './sync-status.tsx'
import { useSyncState } from './use-sync-state.ts'
import { speakOfPlaces } from '../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()

export const PhoneThreads = (): ReactNode => {
  const t = useText()
  const phone = usePhone()
  const today = useToday()
  const count = useThreadCount()
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<ThreadListHandle>(null)
  const hits = useRef<TitleHitsHandle>(null)
  const isSearching = query.trim() !== ''
  usePageTitle(t('sidebar.threads'))

  const focusField = (): void => field.current?.focus()

  // A desk has the list beside every page.
  if (!phone) return <Redirect to="/" replace />

  const search = (
    <SearchField
      ref={field}
      look="phone"
      query={query}
      onQuery={setQuery}
      placeholder={count === undefined ? t('sidebar.search') : t('sidebar.searchCount', { count })}
      onDown={() => (isSearching ? hits : list).current?.focusFirst()}
      onEnter={() => hits.current?.openFirst()}
    />
  )

  return (
    <nav className={styles.threads} aria-label={t('sidebar.threads')}>
      <div className={styles.bar}>
        <Link className={styles.mark} href="/" aria-label={t('common.name')}>
          <Mark size={24} />
        </Link>
        <span className={styles.grow} />
        <FoldersButton />
        <SettingsLink keys={undefined} />
      </div>
      {/* The field must not be another one while a person types into it. */}
      <div className={styles.head}>
        {!isSearching && <h1 className={styles.title}>{t('sidebar.threads')}</h1>}
        {search}
      </div>
      {isSearching ? (
        <SearchHits
          ref={hits}
          look="phone"
          query={query}
          now={today}
          onLeaveUp={focusField}
          onOpen={() => setQuery('')}
        />
      ) : (
        <SidebarList ref={list} look="phone" current={undefined} onLeaveUp={focusField} />
      )}
      <PhoneFoot />
    </nav>
  )
}

/** Folders, and the places where threads lie that are not in the list. */
const FoldersButton = (): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const folders = useFolders() ?? []
  const entries: readonly MenuEntry[] = [
    ...folders.map(
      (folder): MenuEntry => ({
        kind: 'act',
        label: folder.name,
        icon: Folder,
        onSelect: () => navigate(`/folder/${folder.id}`),
      }),
    ),
    ...(folders.length > 0 ? [{ kind: 'line' } as const] : []),
    { kind: 'act', label: t('sidebar.archive'), icon: Archive, onSelect: () => navigate('/archive') },
    { kind: 'act', label: t('sidebar.trash'), icon: Trash2, onSelect: () => navigate('/trash') },
  ]
  return (
    <Menu
      label={t('sidebar.folders')}
      entries={entries}
      trigger={props => <IconButton {...props} label={t('sidebar.folders')} icon={Folder} />}
    />
  )
}

const PhoneFoot = (): ReactNode => {
  const t = useText()
  const run = useRunAction()
  const state = useSyncState()
  return (
    <div className={styles.foot}>
      <Link className={styles.act} href="/archive" aria-label={t('sidebar.archive')}>
        <Icon of={Archive} />
      </Link>
      <span className={styles.grow}>
        <SyncStatus state={state} />
      </span>
      <button
        type="button"
        className={styles.act}
        aria-label={t('sidebar.newThread')}
        onClick={() => run('thread.new')}
      >
        <Icon of={SquarePen} tone="accent" />
      </button>
    </div>
  )
}
