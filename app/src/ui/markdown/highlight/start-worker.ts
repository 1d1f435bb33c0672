/** Starts the highlighting worker of this page. */

import { trustedScriptUrl } from '../../trusted-script-url.ts'
import workerUrl from './highlight.worker.ts?worker&url'
import type { HighlighterOptions } from './highlighter.ts'

export const startHighlightWorker: HighlighterOptions['start'] = receive => {
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'highlight' })
  worker.addEventListener('message', event => receive(event.data))
  return { post: request => worker.postMessage(request), end: () => worker.terminate() }
}
