/**
 * Fetches one picture from the web, after the person asked for it. It is a worker because its own policy lets it
 * reach any https host: the page and every other worker cannot. It holds nothing that could be sent anywhere; the
 * page ends it after its one answer.
 */

import { systemEnv } from '@weft/shared/env.ts'
import { fetchImage } from '../features/conversation/fetch-image.ts'

globalThis.addEventListener('message', event => {
  void fetchImage(event.data, { fetch: (url, init) => fetch(url, init), clock: systemEnv.clock }).then(
    answer => globalThis.postMessage(answer),
  )
})
