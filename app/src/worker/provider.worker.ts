/**
 * The provider worker: vendor calls and nothing else. It holds no documents and no keys between calls. A page
 * starts it and sends it ports (`{ type: 'connect' }` with the port transferred), one for each engine that is to
 * use it; the page itself is told nothing.
 */

import { systemEnv } from '@weft/shared/env.ts'
import { createBrowserSurroundings } from '../features/providers/browser-surroundings.ts'
import { createProviderHost } from '../features/providers/provider-host.ts'

const host = createProviderHost({
  env: systemEnv,
  surroundings: createBrowserSurroundings(),
  locks: navigator.locks,
  report: reportError,
})

globalThis.addEventListener('message', event => {
  for (const port of event.ports) host.serve(port)
})
