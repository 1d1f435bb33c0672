/**
 * Items out of a stream that comes in pieces of any size. At most one item is held at a time, and it is refused by its
 * type and length, before its bytes are held. An item that lies in one piece is not copied: its update is a view.
 */

import { concatBytes } from '../bytes.ts'
import { err, ok, type Result, type TaggedError } from '../result.ts'
import type { BulkGrammar } from './bulk.ts'
import { createCursor, readNumber } from './byte-cursor.ts'
import { maxBulkStreamBytes } from './limits.ts'

export type BulkError = TaggedError<
  | 'item-unknown'
  | 'item-too-large'
  | 'item-malformed'
  | 'item-out-of-order'
  | 'stream-too-long'
  | 'stream-cut'
  | 'bytes-after-end'
>

export interface Fed<Item> {
  /** Those before the error count, whatever comes after. */
  readonly items: readonly Item[]
  readonly error: BulkError | null
}

export interface BulkDecoder<Item> {
  /** After an error it takes no more, and gives the same error again. */
  readonly feed: (piece: Uint8Array) => Fed<Item>
  /** The stream is over: `stream-cut` unless its end mark has come. */
  readonly finish: () => Result<void, BulkError>
}

/** Two numbers of at most eight bytes. */
const maxHeaderBytes = 16

interface Header {
  readonly type: number
  readonly length: number
}

export const createBulkDecoder = <Item>(
  grammar: BulkGrammar<Item>,
  maxBytes = maxBulkStreamBytes,
): BulkDecoder<Item> => {
  /** Pieces of the item that has begun, and how many bytes they are. */
  let held: Uint8Array[] = []
  let heldBytes = 0
  let header: Header | null = null
  let taken = 0
  let last: Item | null = null
  let ended = false
  let failure: BulkError | null = null

  const fail = (type: BulkError['type']): void => {
    failure ??= { type }
    held = []
    heldBytes = 0
  }

  const hold = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return
    held.push(bytes)
    heldBytes += bytes.length
  }

  const takeHeld = (): Uint8Array => {
    const [only] = held
    const joined = held.length === 1 && only !== undefined ? only : concatBytes(...held)
    held = []
    heldBytes = 0
    return joined
  }

  /** Reads a header from the start of `bytes`; what is left of them, or null if it is not whole yet. */
  const readHeader = (bytes: Uint8Array): Uint8Array | null => {
    const cursor = createCursor(bytes.subarray(0, maxHeaderBytes))
    const type = readNumber(cursor)
    const most = cursor.problem === null ? grammar.maxBytes(type) : 0
    if (most === null) fail('item-unknown')
    const length = readNumber(cursor)
    if (cursor.problem === 'bytes-missing') {
      if (failure === null) hold(bytes)
      return null
    }
    if (cursor.problem !== null) fail('item-malformed')
    else if (length > (most ?? 0)) fail('item-too-large')
    header = { type, length }
    return bytes.subarray(cursor.position)
  }

  const finishItem = ({ type }: Header, bytes: Uint8Array): Item | null => {
    const item = grammar.read(type, bytes)
    if (item === null) fail('item-malformed')
    else if (!grammar.mayFollow(item, last)) fail('item-out-of-order')
    header = null
    last = item
    return failure === null ? item : null
  }

  /** One step through `rest`: what is left, and an item if one is whole. */
  const advance = (rest: Uint8Array): { readonly rest: Uint8Array; readonly item: Item | null } => {
    const nothing = rest.subarray(rest.length)
    if (header === null) {
      hold(rest)
      return { rest: readHeader(takeHeld()) ?? nothing, item: null }
    }
    const missing = header.length - heldBytes
    hold(rest.subarray(0, missing))
    if (rest.length < missing) return { rest: nothing, item: null }
    const item = finishItem(header, takeHeld())
    ended = item !== null && grammar.isEnd(item)
    return { rest: rest.subarray(missing), item }
  }

  /** An item of no bytes is whole as soon as its header is. */
  const canAdvance = (rest: Uint8Array): boolean =>
    failure === null && (rest.length > 0 || header?.length === 0)

  return {
    feed: piece => {
      const items: Item[] = []
      taken += piece.length
      if (taken > maxBytes) fail('stream-too-long')
      let rest = piece
      while (canAdvance(rest)) {
        if (ended) fail('bytes-after-end')
        else {
          const step = advance(rest)
          rest = step.rest
          if (step.item !== null) items.push(step.item)
        }
      }
      return { items, error: failure }
    },
    finish: () => {
      if (failure !== null) return err(failure)
      return ended ? ok(undefined) : err({ type: 'stream-cut' })
    },
  }
}
