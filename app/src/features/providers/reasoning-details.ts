/**
 * OpenRouter's `reasoning_details`: reasoning in pieces, each with the number of its block, to be handed back
 * whole. Pieces of one block are joined, since a vendor's signature is for the block.
 */

import * as z from 'zod/mini'

const Piece = z.looseObject({
  type: z.optional(z.string()),
  index: z.optional(z.number()),
  text: z.catch(z.optional(z.string()), undefined),
  summary: z.catch(z.optional(z.string()), undefined),
})

type Piece = z.infer<typeof Piece>

export interface ReasoningDetails {
  readonly add: (pieces: readonly unknown[]) => void
  /** The blocks so far; they are forgotten. */
  readonly take: () => readonly unknown[]
  readonly isEmpty: () => boolean
}

export const createReasoningDetails = (): ReasoningDetails => {
  let blocks: Piece[] = []

  const add = (piece: Piece): void => {
    const last = blocks.at(-1)
    if (last && piece.type === last.type && piece.index === last.index)
      blocks[blocks.length - 1] = join(last, piece)
    else blocks.push(piece)
  }

  return {
    add: pieces => {
      for (const value of pieces) {
        const piece = z.safeParse(Piece, value)
        if (piece.success) add(piece.data)
      }
    },
    take: () => {
      const taken = blocks
      blocks = []
      return taken
    },
    isEmpty: () => blocks.length === 0,
  }
}

/** Texts are continued; whatever else a later piece says (a signature, encrypted data) replaces what was there. */
const join = (first: Piece, second: Piece): Piece => {
  const said = Object.entries(second).filter(([, value]) => value !== undefined && value !== null)
  return {
    ...first,
    ...Object.fromEntries(said),
    ...(first.text === undefined ? {} : { text: first.text + (second.text ?? '') }),
    ...(first.summary === undefined ? {} : { summary: first.summary + (second.summary ?? '') }),
  }
}

/** The words of some pieces. */
export const detailsToText = (pieces: readonly unknown[]): string =>
  pieces
    .map(value => z.safeParse(Piece, value))
    .map(piece => (piece.success ? (piece.data.text ?? piece.data.summary ?? '') : ''))
    .join('')
