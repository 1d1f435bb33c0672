/**
 * The service worker: makes a cold start work without a server. A new version waits until every tab of the old
 * one is closed, or until the person says so (`shell/update.ts`): it never takes over unasked, since a page must
 * not get another version's chunks under it.
 */

import { cleanupOutdatedCaches, matchPrecache, precache } from 'workbox-precaching'
import { answerRequest } from './shell/service-worker/answer-request.ts'
import { renewOnDemand, storedOnDemand, tidyOnDemand } from './shell/service-worker/on-demand.ts'
import { databaseName, readProviderUrls } from './shell/service-worker/read-provider-urls.ts'
import type { ServiceWorkerScope } from './shell/service-worker/scope.ts'
import { onDemandList } from './worker/on-demand-names.ts'

declare const self: ServiceWorkerScope

precache(self.__WB_MANIFEST)
cleanupOutdatedCaches()

// A version whose large parts do not come is a version all the same.
self.addEventListener('install', event =>
  event.waitUntil(renewOnDemand(caches, fetch).catch(() => undefined)),
)

// The first visit has no service worker: from here on its tab, too, loads what it needs later from the store.
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))

const tidy = async (): Promise<void> =>
  tidyOnDemand(caches, await (await matchPrecache(onDemandList))?.json())

// What stays takes room and does no harm.
self.addEventListener('activate', event => event.waitUntil(tidy().catch(() => undefined)))

self.addEventListener('message', ({ data }) => {
  const asksToTakeOver =
    typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING'
  if (asksToTakeOver) void self.skipWaiting()
})

self.addEventListener('fetch', event => {
  const answer = answerRequest(event.request, {
    stored: async path => (await matchPrecache(path)) ?? storedOnDemand(caches, path),
    ask: () => fetch(event.request),
    providerUrls: () => readProviderUrls(self.indexedDB, databaseName),
    origin: self.location.origin,
  })
  if (answer !== undefined) event.respondWith(answer)
})
