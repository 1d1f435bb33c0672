/**
 * Starts what a page lives on and hands it to the views: the rows, the engine's worker, the providers' worker,
 * the service worker. Rows are read at once; nothing of this is waited for.
 */

import { systemEnv } from '@weft/shared/env.ts'
import { liveQuery } from 'dexie'
import type { ReactNode } from 'react'
import { createDatabase } from '../core/database.ts'
import { ActionsContext, createActions } from '../features/actions/use-actions.ts'
import { featureTables } from '../features/tables.ts'
import { createWelcomed, WelcomedContext } from '../features/welcome/welcomed.ts'
import { LoadImageContext } from '../ui/markdown/load-image.ts'
import { trustedScriptUrl } from '../ui/trusted-script-url.ts'
import { BeforeReloadContext, createBeforeReload } from '../worker/before-reload.ts'
import { type EngineClient, transferPort } from '../worker/client.ts'
import downloadWorkerUrl from '../worker/download.worker.ts?worker&url'
import imageWorkerUrl from '../worker/image.worker.ts?worker&url'
import mainWorkerUrl from '../worker/main.worker.ts?worker&url'
import modelWorkerUrl from '../worker/model.worker.ts?worker&url'
import { PageContext } from '../worker/page-context.ts'
import type { PageWorkerKind } from '../worker/page-workers.ts'
import providerWorkerUrl from '../worker/provider.worker.ts?worker&url'
import { App } from './app.tsx'
import { createEngineHost } from './engine-host.ts'
import { createImageLoader } from './image-loader.ts'
import { watchForLostChunks } from './lost-chunk.ts'
import { createPageWorkers } from './page-workers.ts'
import { createProviderWorker } from './provider-worker.ts'
import { readProviderUrls } from './provider-urls.ts'
import { createReachingEngine } from './reaching-engine.ts'
import { registerServiceWorker } from './register-service-worker.ts'
import { ShellContext } from './shell-context.ts'
import { createUpdates } from './updates.ts'

const env = systemEnv

/** Reading the property alone throws when the person blocks the site from storing anything. */
const storageOf = (read: () => Storage): Storage | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

const urlByKind: Readonly<Record<PageWorkerKind, string>> = {
  download: downloadWorkerUrl,
  chat: modelWorkerUrl,
  embedding: modelWorkerUrl,
}

const spawnFor = (kind: PageWorkerKind): Worker =>
  new Worker(trustedScriptUrl(urlByKind[kind]), { type: 'module', name: `weft ${kind}` })

/** Looked for when the engine is open, and only where the browser has a word for it. */
const offerBrowserModel = async (engine: EngineClient): Promise<void> => {
  if (!('LanguageModel' in window)) return
  await engine.start()
  void import('./host-browser-model.ts').then(({ hostBrowserModel }) => hostBrowserModel(engine))
}

const keepSearchIndex = async (): Promise<void> => {
  const { beginSearch } = await import('../features/search/page-search.ts')
  await beginSearch()
}

/** Milliseconds from the open engine: the first threads are drawn, the index is still far from being asked. */
const searchAfter = 1_500

/** The service worker answers for this page, also without a network. */
const isControlled = (): boolean =>
  'serviceWorker' in navigator && navigator.serviceWorker.controller !== null

const isReachable = (): Promise<boolean> =>
  fetch('/', { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false,
  )

export const startPage = (): ReactNode => {
  const storage = storageOf(() => window.localStorage)
  const database = createDatabase(featureTables)
  const beforeReload = createBeforeReload()
  const providerWorker = createProviderWorker({
    spawn: () => new Worker(trustedScriptUrl(providerWorkerUrl), { type: 'module', name: 'weft providers' }),
    readUrls: () => readProviderUrls(database),
    noteUrls: async urls => {
      await host.engine.noteAddresses(urls)
    },
    isNarrowed: isControlled,
  })
  const host = createEngineHost({
    spawn: () => new Worker(trustedScriptUrl(mainWorkerUrl), { type: 'module', name: 'weft engine' }),
    clock: env.clock,
    equip: engine => {
      providerWorker.serve(port => engine.attachProviderWorker(transferPort(port)))
      void engine.attachPageWorkers(createPageWorkers(spawnFor))
      void offerBrowserModel(engine)
    },
  })

  /** Loads the page anew when what the views had to write is written. */
  const saveAll = async (): Promise<void> => {
    await beforeReload.run()
    await host.whenWritten()
  }
  const reload = (): void => window.location.reload()
  watchForLostChunks({
    window,
    storage: storageOf(() => window.sessionStorage),
    now: env.clock.now,
    canLoad: async () => isControlled() || isReachable(),
    saveAll,
    reload,
  })

  const reach = (): void => void providerWorker.reach().catch(() => undefined)
  const watchProviders = (): void => {
    // Storage that cannot be read is the engine's to tell; the worker is started all the same.
    liveQuery(() => readProviderUrls(database)).subscribe({ next: reach, error: reach })
  }
  watchProviders()

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void host.engine.tryWaitingRuns()
  })

  // Who keeps the search index comes when the first screen is there, and nobody waits for it.
  void host.engine
    .start()
    .then(() => env.clock.after(searchAfter, () => void keepSearchIndex().catch(() => undefined)))

  const loadImage = createImageLoader(
    () => new Worker(trustedScriptUrl(imageWorkerUrl), { type: 'module', name: 'weft picture' }),
  )

  const updates = createUpdates({ saveAll, reload, onFirstControl: reach })
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    // A browser that refuses it (private window, blocked storage) runs without: it needs the network then.
    void registerServiceWorker(updates, env.clock).catch(() => undefined)
  }

  return (
    <PageContext
      value={{ engine: createReachingEngine(host.engine, providerWorker), database, env, ready: host.ready }}
    >
      <ShellContext value={{ host, updates, storage }}>
        <ActionsContext value={createActions(storage)}>
          <BeforeReloadContext value={beforeReload}>
            <WelcomedContext value={createWelcomed(storage)}>
              <LoadImageContext value={loadImage}>
                <App />
              </LoadImageContext>
            </WelcomedContext>
          </BeforeReloadContext>
        </ActionsContext>
      </ShellContext>
    </PageContext>
  )
}
