/**
 * The page's end of the live channel: answers that are being made, by message, for `useSyncExternalStore`. It
 * keeps an answer only while a view looks at it, and what it shows never goes back: an older frame is dropped,
 * a gap is closed by asking whoever makes the answer for all of it.
 */

import type { MessageId } from '@weft/shared/ids.ts'
import { applyFrame, type LiveAnswer } from './live-answer.ts'
import type { LiveFrame } from './live-channel.ts'

/** The part of a BroadcastChannel that is used. */
export interface LiveChannel {
  readonly postMessage: (frame: LiveFrame) => void
  readonly addEventListener: (
    type: 'message',
    listener: (event: { readonly data: LiveFrame }) => void,
  ) => void
}

export interface LiveRuns {
  /** `undefined` until its maker has said all of it once. */
  readonly get: (messageId: MessageId) => LiveAnswer | undefined
  /** Asks for the whole answer when nobody looked at it before. */
  readonly subscribe: (messageId: MessageId, listener: () => void) => () => void
}

interface Watched {
  answer: LiveAnswer | undefined
  /** The frame at which the whole state was asked for (the first that came after); `undefined` once it has come. */
  askedAt: number | 'soon' | undefined
  readonly listeners: Set<() => void>
}

/** Frames after which a question that nobody answered is asked again; they come about twelve a second. */
const patience = 8

export const createLiveRuns = (channel: LiveChannel): LiveRuns => {
  const watchedById = new Map<MessageId, Watched>()

  const ask = (messageId: MessageId, watched: Watched): void => {
    channel.postMessage({ type: 'ask', messageId })
    watched.askedAt = 'soon'
  }

  const gap = (messageId: MessageId, watched: Watched, frame: number): void => {
    const { askedAt } = watched
    if (askedAt === 'soon') watched.askedAt = frame
    else if (askedAt === undefined || frame - askedAt >= patience) ask(messageId, watched)
  }

  channel.addEventListener('message', ({ data: frame }) => {
    const watched = watchedById.get(frame.messageId)
    if (!watched) return
    if (frame.type === 'whole') watched.askedAt = undefined
    const step = applyFrame(watched.answer, frame)
    if (step.type === 'gap') return gap(frame.messageId, watched, step.frame)
    if (step.answer === watched.answer) return
    watched.answer = step.answer
    for (const listener of watched.listeners) listener()
  })

  return {
    get: messageId => watchedById.get(messageId)?.answer,
    subscribe: (messageId, listener) => {
      const known = watchedById.get(messageId)
      const watched: Watched = known ?? { answer: undefined, askedAt: undefined, listeners: new Set() }
      watchedById.set(messageId, watched)
      watched.listeners.add(listener)
      if (!known) ask(messageId, watched)
      return () => {
        watched.listeners.delete(listener)
        if (watched.listeners.size === 0) watchedById.delete(messageId)
      }
    },
  }
}
