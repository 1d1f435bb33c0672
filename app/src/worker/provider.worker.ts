/**
 * The provider worker: vendor calls and nothing else. It holds no documents and no keys between calls. A page
 * starts it and sends it ports (`{ type: 'connect' }` with the port transferred), one for each engine that is to
 * use it, and tells it when another has taken over (`{ type: 'retire' }`); the page itself is told nothing.
 */

import { systemEnv } from '@weft/shared/env.ts'
import { createBrowserSurroundings } from '../features/providers/browser-surroundings.ts'
import { createProviderHost } from '../features/providers/provider-host.ts'
import { parseFromPage } from '../features/providers/call-messages.ts'

const host = createProviderHost({
  env: systemEnv,
  surroundings: createBrowserSurroundings(),
  locks: navigator.locks,
  report: reportError,
  close: () => globalThis.close(),
})

globalThis.addEventListener('message', event => {
  const message = parseFromPage(event.data)
  if (message?.type === 'connect') for (const port of event.ports) host.serve(port)
  if (message?.type === 'retire') host.retire()
})
