/** What views of the shell need around them in a test: the page, actions, and an address that is only remembered. */

import type { ReactNode } from 'react'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { type Actions, ActionsContext } from '../../features/actions/use-actions.ts'
import { SearchContext } from '../../features/search/search-context.ts'
import { createScanSearch } from '../../features/search/testing/scan-search.ts'
import { type Page, PageContext } from '../../worker/page-context.ts'
import type { EngineState } from '../engine-host.ts'
import { ShellContext } from '../shell-context.ts'
import { createUpdates } from '../updates.ts'
import { createValueStore } from '../value-store.ts'

export interface TestShell {
  readonly wrap: (view: ReactNode) => ReactNode
  /** Where the person went, oldest first. */
  readonly history: readonly string[]
  /** Follows a link. */
  readonly go: (path: string) => void
  /** How often the person asked to start the engine. */
  readonly restarts: () => number
  readonly setEngine: (state: EngineState) => void
  readonly setPendingWrites: (count: number) => void
}

export const createTestShell = (page: Page, actions: Actions, path = '/'): TestShell => {
  const { hook, searchHook, history, navigate } = memoryLocation({ path, record: true })
  const state = createValueStore<EngineState>({ type: 'open' })
  const pendingWrites = createValueStore(0)
  const search = createScanSearch(page.database)
  let restarts = 0
  const updates = createUpdates({
    saveAll: () => Promise.resolve(),
    reload: () => undefined,
    onFirstControl: () => undefined,
  })
  return {
    history,
    go: to => navigate(to),
    restarts: () => restarts,
    setEngine: state.set,
    setPendingWrites: pendingWrites.set,
    wrap: view => (
      <PageContext value={page}>
        <ShellContext
          value={{
            host: { state, pendingWrites, restart: () => void (restarts += 1) },
            updates,
            storage: undefined,
          }}
        >
          <ActionsContext value={actions}>
            <SearchContext value={search}>
              <Router hook={hook} searchHook={searchHook}>
                {view}
              </Router>
            </SearchContext>
          </ActionsContext>
        </ShellContext>
      </PageContext>
    ),
  }
}
