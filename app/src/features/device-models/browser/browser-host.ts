/** The end of the port in the page, the only place where the browser gives its model out. */

import type { Env } from '@weft/shared/env.ts'
import { isCallMessage } from '../../providers/call-number.ts'
import type { CallControl } from '../../providers/call-port.ts'
import type { Locks } from '../../providers/lifeline.ts'
import { type CallTools, serveCalls } from '../../providers/serve-calls.ts'
import { streamBrowserAnswer, windowOf } from './browser-answers.ts'
import type { Brought, BrowserAnswer, BrowserCall, Found } from './browser-messages.ts'
import { createBrowserSessions, promptOptions } from './browser-sessions.ts'
import { nameBringFailure } from './name-browser-failure.ts'
import type { Availability, BrowserApis, DownloadMonitor } from './prompt-api.ts'
import { writeHeadline } from './write-headline.ts'

export interface BrowserHostDeps {
  readonly env: Env
  readonly locks: Locks | undefined
  readonly apis: BrowserApis
  /** As people know it, or an empty text. */
  readonly browserName: string
  readonly isOnline: () => boolean
  readonly report: (cause: unknown) => void
}

/** Of a download, what is worth a message: a share of 1. The browser tells twenty times a second. */
const step = 0.005

export const serveBrowserModel = (port: MessagePort, deps: BrowserHostDeps): void => {
  const { env, locks, browserName, isOnline, report } = deps
  const { LanguageModel: api, Summarizer } = deps.apis
  const sessions = createBrowserSessions(api, env.clock)

  /** It rejects where the browser could not find out, as in a frame that may not ask. */
  const available = (seesPictures: boolean): Promise<Availability> =>
    api.availability(promptOptions(seesPictures)).catch(() => 'unavailable')

  const look = async (): Promise<Found> => {
    const availability = await available(false)
    // Pictures must not be another download.
    const seesPictures = availability !== 'unavailable' && (await available(true)) === availability
    return { availability, seesPictures, browserName }
  }

  const bring = async (onLoaded: (loaded: number) => void, signal: AbortSignal): Promise<Brought> => {
    try {
      const monitor = (events: DownloadMonitor): void =>
        events.addEventListener('downloadprogress', inSteps(onLoaded))
      // Not a moment may pass before: the click that it wants is forgotten after a few seconds.
      const session = await api.create({ ...promptOptions(false), monitor, signal })
      const contextWindow = windowOf(session)
      session.destroy()
      return { type: 'here', ...(contextWindow === undefined ? {} : { contextWindow }) }
    } catch (cause) {
      if (signal.aborted) return { type: 'stopped' }
      return { type: 'failed', error: nameBringFailure(cause, isOnline()) }
    }
  }

  const answer = async (
    message: BrowserCall,
    { send, sendParts, signal }: CallTools<BrowserAnswer>,
  ): Promise<void> => {
    const { call } = message
    switch (message.type) {
      case 'look':
        return send({ type: 'found', call, found: await look() })
      case 'bring': {
        const brought = await bring(loaded => send({ type: 'progress', call, loaded }), signal)
        return send({ type: 'brought', call, brought })
      }
      case 'stream': {
        const onWindow = (tokens: number): void => send({ type: 'window', call, tokens })
        const { request, seesPictures } = message
        return sendParts(call, streamBrowserAnswer(request, { seesPictures, onWindow }, sessions, signal))
      }
      case 'headline':
        return send({
          type: 'headline',
          call,
          headline: await writeHeadline(message.text, Summarizer, signal),
        })
    }
  }

  serveCalls<BrowserCall, BrowserAnswer>(port, {
    clock: env.clock,
    locks,
    parse: parseToPage,
    answer,
    report,
  })
}

/**
 * No schema: what comes is of the engine that this page has started, of the same build, and a page that parsed would
 * carry the schema library further than it does.
 */
const parseToPage = (data: unknown): BrowserCall | CallControl | undefined =>
  isCallMessage<BrowserCall>(data, ['look', 'bring', 'stream', 'headline']) ? data : undefined

const inSteps = (onLoaded: (loaded: number) => void): ((event: ProgressEvent) => void) => {
  let told = Number.NEGATIVE_INFINITY
  return ({ loaded, total }) => {
    const share = total > 0 ? loaded / total : 0
    if (share < 1 && share - told < step) return
    told = share
    onLoaded(share)
  }
}
