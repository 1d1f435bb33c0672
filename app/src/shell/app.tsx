/** The whole interface: which frame an address has, and what lies above every page. */

import { lazy, type ReactNode, Suspense, useContext, useEffect, useState } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { ActionsContext } from '../features/actions/use-actions.ts'
import { listenForShortcuts } from '../features/actions/shortcut-listener.ts'
import { SidebarShownContext } from '../features/threads/sidebar-button.tsx'
import { useLeaveWelcome } from '../features/welcome/use-leave-welcome.ts'
import { Tips } from '../ui/tips.tsx'
import { Toasts } from '../ui/toasts.tsx'
import { useUi } from '../ui/ui.tsx'
import styles from './app.module.css'
import { Boundary } from './boundary.tsx'
import { EngineBanner, EngineGate } from './engine-gate.tsx'
import { ExportHost } from './export-host.tsx'
import { Layout } from './layout.tsx'
import { PageSkeleton } from './routes.tsx'
import { useShell, useValue } from './shell-context.ts'
import { ShellActions } from './shell-actions.tsx'
import { createSidebarVisibility } from './sidebar-visibility.ts'
import { SyncStatus } from './sync-status.tsx'
import { useKeepStorage } from './use-keep-storage.ts'
import { useSyncState } from './use-sync-state.ts'

const Notices = lazy(() => import('./notices.tsx').then(module => ({ default: module.Notices })))
const SettingsPage = lazy(() =>
  import('../features/settings/settings-page.tsx').then(page => ({ default: page.SettingsPage })),
)
const WelcomePage = lazy(() =>
  import('../features/welcome/welcome-page.tsx').then(page => ({ default: page.WelcomePage })),
)

export const App = (): ReactNode => {
  const [path] = useLocation()
  return (
    <>
      <Boundary>
        <EngineGate>
          <Frame />
        </EngineGate>
      </Boundary>
      <Boundary quiet resetKey={path}>
        <Toasts />
      </Boundary>
      <Boundary quiet resetKey={path}>
        <Tips />
      </Boundary>
    </>
  )
}

const useShortcuts = (): void => {
  const { apple } = useUi()
  const { registry, bindings } = useContext(ActionsContext)
  useEffect(() => listenForShortcuts({ window, registry, bindings, apple }), [registry, bindings, apple])
}

const Frame = (): ReactNode => {
  const { storage } = useShell()
  const [sidebar] = useState(() => createSidebarVisibility(storage))
  const isShown = useValue(sidebar)
  useShortcuts()
  useKeepStorage(storage)

  const actions = <ShellActions onToggleSidebar={sidebar.toggle} />
  return (
    <SidebarShownContext value={isShown}>
      <ExportHost>
        <div className={styles.frame}>
          <div className={styles.notices}>
            <Suspense>
              <Notices />
            </Suspense>
            <EngineBanner />
          </div>
          <Suspense fallback={<PageSkeleton />}>
            <Switch>
              <Route path="/welcome">
                <Boundary>
                  <WelcomePage />
                </Boundary>
              </Route>
              <Route path="/settings/:tab?/:below?">
                {({ tab, below }) => (
                  <Boundary resetKey={tab ?? ''}>
                    <Settings tab={tab} below={below} />
                    {actions}
                  </Boundary>
                )}
              </Route>
              <Route>
                <Layout>{actions}</Layout>
              </Route>
            </Switch>
          </Suspense>
        </div>
      </ExportHost>
    </SidebarShownContext>
  )
}

interface SettingsProps {
  readonly tab: string | undefined
  readonly below: string | undefined
}

const Settings = ({ tab, below }: SettingsProps): ReactNode => {
  useLeaveWelcome()
  return <SettingsPage tab={tab} below={below} status={<SyncStatus state={useSyncState()} />} />
}
