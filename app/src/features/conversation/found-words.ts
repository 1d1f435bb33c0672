/**
 * The words that were searched for, marked in messages on the screen by the CSS Custom Highlight API: no element is added,
 * so React, selection and copying know nothing of it. A browser without it marks none; the message is shown all the same.
 */

import type { FindWords } from '../search/find-words.ts'
import './found-words.css'
import { wordRanges } from './word-ranges.ts'

/** In `found-words.css`: where a hit has led to, and all that is on the screen while one searches within the thread. */
export type FoundWordsName = 'weft-arrived' | 'weft-found'

export interface FoundWords {
  /** In the order of the text. */
  readonly ranges: readonly Range[]
  /** Takes these marks away, unless others have taken their place. */
  readonly clear: () => void
}

/** What is said in an article, without its actions and figures. */
const bodyOf = (article: Element): Element => article.querySelector('[data-body]') ?? article

/** Marks them in `articles`, instead of whatever was marked under that name before. */
export const showFoundWords = (
  name: FoundWordsName,
  articles: Iterable<Element>,
  find: FindWords,
): FoundWords => {
  const ranges = [...articles].flatMap(article => wordRanges(bodyOf(article), find))
  if (typeof Highlight !== 'function') return { ranges, clear: () => undefined }
  const highlight = new Highlight(...ranges)
  CSS.highlights.set(name, highlight)
  return {
    ranges,
    clear: () => {
      if (CSS.highlights.get(name) === highlight) CSS.highlights.delete(name)
    },
  }
}

/** Brings a word that lies outside of what `log` shows to a third of its height. */
export const bringIntoView = (range: Range | undefined, log: Element | null): void => {
  if (!range || !log) return
  const word = range.getBoundingClientRect()
  const seen = log.getBoundingClientRect()
  if (word.height === 0 || (word.top >= seen.top && word.bottom <= seen.bottom)) return
  log.scrollTop += word.top - seen.top - seen.height / 3
}
