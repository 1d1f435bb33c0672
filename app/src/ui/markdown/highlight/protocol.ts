/**
 * What the page and the highlighting worker say to each other. Highlighting has a thread of its own because a
 * regular expression cannot be stopped: a grammar that meets its worst input is ended with the worker, and the
 * page never notices.
 */

/** Ink and three dyes, in the order of their numbers on the wire. */
export const dyes = ['ink', 'word', 'text', 'figure', 'note'] as const
export type Dye = (typeof dyes)[number]

/** A line as pairs of numbers: how many characters, and the index of their dye. Ink at the end is left out. */
export type DyedLine = readonly number[]

/** Lines tokenized and sent together; also the unit in which the page draws them. */
export const linesPerGroup = 100

export interface HighlightRequest {
  readonly job: number
  /** The id of a grammar. */
  readonly language: string
  readonly text: string
}

export type HighlightAnswer =
  /** The grammar is there; from now on progress is only a matter of computing. */
  | { readonly type: 'started'; readonly job: number }
  | { readonly type: 'group'; readonly job: number; readonly lines: readonly DyedLine[] }
  | { readonly type: 'end'; readonly job: number }
