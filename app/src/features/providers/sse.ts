/**
 * Bytes to events, by the server-sent events standard, as vendors and their imitators write it: any line end, a
 * byte order mark, comments, `data:` with or without the space, several `data` lines, characters and lines torn
 * apart anywhere. Knows nothing of what the events say.
 *
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */

import { createParser } from 'eventsource-parser'

export interface SseEvent {
  readonly name: string | undefined
  readonly data: string
}

export type SseItem =
  | { readonly type: 'event'; readonly event: SseEvent }
  /** A comment: the connection lives, nothing was said. */
  | { readonly type: 'keep-alive' }
  /** A line or an event beyond `maxEventLength`; nothing more can be read. */
  | { readonly type: 'too-large' }

/** Characters of one line or one event. Above any real one; stops a body without line ends from filling the memory. */
export const maxEventLength = 1024 * 1024

export interface SseDecoder {
  readonly feed: (bytes: Uint8Array) => readonly SseItem[]
  /** The body is over. An event whose closing blank line was left out is given here. */
  readonly end: () => readonly SseItem[]
}

export const createSseDecoder = (): SseDecoder => {
  const text = new TextDecoder()
  let items: SseItem[] = []
  let isTooLarge = false
  /** The line whose end has not come. Whole lines only are given to the parser, which forgets a torn unknown field. */
  let unended: string[] = []
  let unendedLength = 0

  const tooLarge = (): void => {
    if (!isTooLarge) items.push({ type: 'too-large' })
    isTooLarge = true
  }

  const push = (name: string | undefined, data: string): void => {
    if (data.length > maxEventLength) tooLarge()
    else if (!isTooLarge) items.push({ type: 'event', event: { name, data } })
  }

  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: event => push(event.event, event.data),
    onComment: () => items.push({ type: 'keep-alive' }),
    onError: error => {
      if (error.type === 'max-buffer-size-exceeded') tooLarge()
      // llama.cpp before 2026 wrote the word `error` where others write `data`.
      else if (error.type === 'unknown-field' && error.field === 'error') push('error', error.value ?? '')
    },
  })

  const parse = (chunk: string): void => {
    const lastLineEnd = Math.max(chunk.lastIndexOf('\n'), chunk.lastIndexOf('\r'))
    if (lastLineEnd >= 0) {
      unended.push(chunk.slice(0, lastLineEnd + 1))
      parser.feed(unended.join(''))
      unended = []
      unendedLength = 0
    }
    const rest = chunk.slice(lastLineEnd + 1)
    if (rest === '') return
    unended.push(rest)
    unendedLength += rest.length
    if (unendedLength > maxEventLength) tooLarge()
  }

  const take = (): readonly SseItem[] => {
    const taken = items
    items = []
    return taken
  }

  return {
    feed: bytes => {
      if (!isTooLarge) parse(text.decode(bytes, { stream: true }))
      return take()
    },
    end: () => {
      if (!isTooLarge) parse(`${text.decode()}\n\n`)
      return take()
    },
  }
}
