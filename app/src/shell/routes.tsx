/** Which page an address shows. What is not the sidebar, a thread or the composer comes when it is asked for. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { lazy, type ReactNode, Suspense } from 'react'
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter'
import { ThreadPage } from '../features/conversation/thread-page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { isFolderId, isMessageId, isThreadId } from './app-route.ts'
import { Boundary } from './boundary.tsx'
import { useFirstRun } from './first-run.ts'
import { NotFoundPage } from './not-found-page.tsx'
import styles from './routes.module.css'

const NewThreadPage = lazy(() =>
  import('../features/conversation/new-thread-page.tsx').then(module => ({ default: module.NewThreadPage })),
)
const PhoneThreads = lazy(() =>
  import('./phone-threads.tsx').then(module => ({ default: module.PhoneThreads })),
)
const TrashPage = lazy(() =>
  import('../features/threads/trash-page.tsx').then(page => ({ default: page.TrashPage })),
)
const ArchivePage = lazy(() =>
  import('../features/threads/archive-page.tsx').then(page => ({ default: page.ArchivePage })),
)
const SearchPage = lazy(() => import('./search-page.tsx').then(page => ({ default: page.SearchPage })))
const FolderPage = lazy(() =>
  import('../features/threads/folder-page.tsx').then(page => ({ default: page.FolderPage })),
)

export const Routes = (): ReactNode => {
  const [path] = useLocation()
  return (
    <Boundary resetKey={path}>
      <Suspense fallback={<PageSkeleton />}>
        <Switch>
          <Route path="/">
            <Home />
          </Route>
          <Route path="/t/:threadId">
            {({ threadId }) => (isThreadId(threadId) ? <OpenThread threadId={threadId} /> : <NotFoundPage />)}
          </Route>
          <Route path="/threads">
            <PhoneThreads />
          </Route>
          <Route path="/search">
            <SearchPage />
          </Route>
          <Route path="/trash">
            <TrashPage />
          </Route>
          <Route path="/archive">
            <ArchivePage />
          </Route>
          <Route path="/folder/:folderId">
            {({ folderId }) => (isFolderId(folderId) ? <FolderPage folderId={folderId} /> : <NotFoundPage />)}
          </Route>
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </Boundary>
  )
}

const Home = (): ReactNode => {
  const folder = new URLSearchParams(useSearch()).get('folder') ?? undefined
  switch (useFirstRun()) {
    case 'unknown':
      return null
    case 'yes':
      return <Redirect to="/welcome" replace />
    case 'no':
      return <NewThreadPage folderId={isFolderId(folder) ? folder : undefined} />
  }
}

interface OpenThreadProps {
  readonly threadId: ThreadId
}

/** `?m=` opens the thread at that message, `&q=` is what was searched for. */
const OpenThread = ({ threadId }: OpenThreadProps): ReactNode => {
  const asked = new URLSearchParams(useSearch())
  const at = asked.get('m') ?? undefined
  return (
    <ThreadPage
      threadId={threadId}
      at={isMessageId(at) ? at : undefined}
      words={asked.get('q') ?? undefined}
    />
  )
}

export const PageSkeleton = (): ReactNode => (
  <div className={styles.skeleton}>
    <Skeleton rows={6} />
  </div>
)
