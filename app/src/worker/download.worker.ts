/**
 * Brings the files of models that run on this device from wherever a person says. It may reach any host, and therefore
 * holds nothing: no documents, no keys, no words.
 */

import { systemEnv } from '@weft/shared/env.ts'
import { serveDownloads } from '../features/device-models/download/download-host.ts'
import { createCacheStore } from '../features/device-models/download/model-store.ts'
import { roomForModels } from '../features/device-models/room-for-models.ts'
import { parseFromPage } from '../features/providers/call-messages.ts'

globalThis.addEventListener('message', event => {
  if (parseFromPage(event.data)?.type !== 'connect') return
  for (const port of event.ports)
    serveDownloads(port, {
      env: systemEnv,
      locks: navigator.locks,
      fetch: (input, init) => fetch(input, init),
      store: createCacheStore(caches),
      isOnline: () => navigator.onLine,
      room: () => roomForModels(navigator.storage),
      report: reportError,
    })
})
