/** What the shell itself can do when an action is asked for, and what opens over the page: palette and help. */

import { lazy, type ReactNode, Suspense, useState } from 'react'
import { flushSync } from 'react-dom'
import { useLocation } from 'wouter'
import { useAction, useRunAction } from '../features/actions/use-actions.ts'
import { findNeighbour } from '../features/threads/neighbour.ts'
import { useThread } from '../features/conversation/message-queries.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import { tryInFrames } from '../ui/try-in-frames.ts'
import { usePhone } from '../ui/use-phone.ts'
import { usePage } from '../worker/page-context.ts'
import { useAppRoute } from './app-route.ts'
import { Boundary } from './boundary.tsx'

const Palette = lazy(() =>
  import('../features/palette/palette.tsx').then(page => ({ default: page.Palette })),
)
const ShortcutHelp = lazy(() =>
  import('../features/palette/shortcut-help.tsx').then(page => ({ default: page.ShortcutHelp })),
)

const RecoveredToasts = lazy(() =>
  import('../features/threads/recovered-toasts.tsx').then(module => ({ default: module.RecoveredToasts })),
)

const searchField = (): HTMLElement | null => document.querySelector('nav input[type="search"]')

const focusSearch = (): boolean => {
  const field = searchField()
  field?.focus()
  return field !== null
}

export interface ShellActionsProps {
  readonly onToggleSidebar: () => void
}

export const ShellActions = ({ onToggleSidebar }: ShellActionsProps): ReactNode => {
  const phone = usePhone()
  const run = useRunAction()
  const [path, navigate] = useLocation()
  const { threadId } = useAppRoute()
  const [over, setOver] = useState<'palette' | 'help'>()

  const toggleSidebar = (): void => (phone ? navigate('/threads') : onToggleSidebar())
  const newThread = (): void => {
    if (path !== '/') navigate('/')
    // It is there already.
    else run('composer.focus')
  }
  /** Of the sidebar, or of the list that a phone has in its place; it is shown first where it is not. */
  const search = (): void => {
    if (!searchField()) flushSync(toggleSidebar)
    // The page that a phone has for its threads may have to be loaded.
    tryInFrames(focusSearch)
  }

  useAction('palette.open', () => setOver('palette'))
  useAction('shortcuts.show', () => setOver('help'))
  useAction('thread.new', newThread)
  // Settings have an index of their own in the sidebar's place.
  const hasThreads = !path.startsWith('/settings')
  useAction('search.focus', hasThreads ? search : undefined)
  useAction('sidebar.toggle', hasThreads ? toggleSidebar : undefined)
  useAction('settings.open', () => navigate('/settings'))
  useAction('trash.open', () => navigate('/trash'))
  useAction('archive.open', () => navigate('/archive'))

  const close = (): void => setOver(undefined)
  return (
    <>
      {threadId === undefined ? <NeighbourActions thread={undefined} /> : <OpenThread threadId={threadId} />}
      <Boundary resetKey={over ?? ''}>
        <Suspense>
          <RecoveredToasts />
          {over === 'palette' && <Palette onClose={close} />}
          {over === 'help' && <ShortcutHelp onClose={close} />}
        </Suspense>
      </Boundary>
    </>
  )
}

interface OpenThreadProps {
  readonly threadId: ThreadRow['roomId']
}

const OpenThread = ({ threadId }: OpenThreadProps): ReactNode => (
  <NeighbourActions thread={useThread(threadId) ?? undefined} />
)

interface NeighbourActionsProps {
  readonly thread: ThreadRow | undefined
}

const NeighbourActions = ({ thread }: NeighbourActionsProps): ReactNode => {
  const { database } = usePage()
  const [, navigate] = useLocation()
  const go = async (direction: 'next' | 'previous'): Promise<void> => {
    const found = await findNeighbour(database, thread, direction)
    if (found !== undefined) navigate(`/t/${found.roomId}`)
  }
  useAction('thread.next', () => void go('next'))
  useAction('thread.previous', () => void go('previous'))
  return null
}
