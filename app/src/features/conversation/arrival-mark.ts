/** Marks the message that a search hit has led to, and the words in it, for a moment. */

import type { Clock } from '@weft/shared/env.ts'
import { createFindWords } from '../search/find-words.ts'
import styles from './arrival-mark.module.css'
import { bringIntoView, showFoundWords } from './found-words.ts'
import type { Sought } from './use-arrival.ts'

/** Milliseconds: long enough to be found by the eye on a full screen, and then out of the way. */
const lasts = 6000

let unmark: (() => void) | undefined

export const markArrival = (article: HTMLElement, { words = '' }: Sought, clock: Clock): void => {
  unmark?.()
  const found = showFoundWords('weft-arrived', [article], createFindWords(words))
  bringIntoView(found.ranges[0], article.closest('[role="log"]'))
  const mark = styles['found'] ?? ''
  article.classList.add(mark)
  const cancel = clock.after(lasts, () => unmark?.())
  unmark = () => {
    unmark = undefined
    cancel()
    found.clear()
    article.classList.remove(mark)
  }
}
