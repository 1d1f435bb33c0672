/** The engine's end of the port to the page's browser model. */

import type { Clock } from '@weft/shared/env.ts'
import { err } from '@weft/shared/result.ts'
import { type CallAnswer, type CallReport, createCallPort } from '../../providers/call-port.ts'
import type { ModelClient } from '../inference/model-client.ts'
import {
  type Brought,
  type BrowserAnswer,
  type BrowserCall,
  type Found,
  parseFromPage,
} from './browser-messages.ts'

export interface BrowserClient extends Pick<ModelClient, 'embed' | 'close'> {
  readonly look: () => Promise<Found>
  readonly bring: (onProgress: (loaded: number) => void, signal: AbortSignal) => Promise<Brought>
  readonly stream: (
    ...call: [...Parameters<ModelClient['stream']>, onWindow: (tokens: number) => void]
  ) => ReturnType<ModelClient['stream']>
  readonly headline: (text: string) => Promise<string | null>
}

const toIncoming = (data: unknown): CallReport | CallAnswer<BrowserAnswer> => {
  const message = parseFromPage(data)
  switch (message.type) {
    case 'found':
    case 'progress':
    case 'brought':
    case 'window':
    case 'headline':
      return { type: 'answer', call: message.call, message }
    default:
      return message
  }
}

const nothing: Found = { availability: 'unavailable', seesPictures: false, browserName: '' }

export const createBrowserClient = (port: MessagePort, clock: Clock): BrowserClient => {
  const calls = createCallPort<BrowserCall, BrowserAnswer>({ port, parse: toIncoming, clock })
  return {
    look: () =>
      calls.ask<Found>(
        call => ({ type: 'look', call }),
        message => (message.type === 'found' ? message.found : undefined),
        () => nothing,
      ),
    bring: (onProgress, signal) =>
      calls.ask<Brought>(
        call => ({ type: 'bring', call }),
        message => {
          if (message.type === 'brought') return message.brought
          if (message.type === 'progress') onProgress(message.loaded)
          return undefined
        },
        () => ({ type: 'stopped' }),
        signal,
      ),
    stream: ({ abilities }, request, signal, _onLoading, onWindow) =>
      calls.stream(
        call => ({ type: 'stream', call, request, seesPictures: abilities.vision }),
        signal,
        message => {
          if (message.type === 'window') onWindow(message.tokens)
        },
      ),
    // It makes no vectors.
    embed: async () => err({ type: 'request-refused' }),
    headline: text =>
      calls
        .ask<{ readonly headline: string | null }>(
          call => ({ type: 'headline', call, text }),
          message => (message.type === 'headline' ? { headline: message.headline } : undefined),
          () => ({ headline: null }),
        )
        .then(({ headline }) => headline),
    close: calls.close,
  }
}
