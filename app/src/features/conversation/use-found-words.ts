import { type RefObject, useEffect } from 'react'
import type { FindWords } from '../search/find-words.ts'
import { type FoundWords, showFoundWords } from './found-words.ts'
import type { MessageListHandle } from './message-list-handle.ts'

/** Keeps the words marked in every message that is drawn, also in what is drawn later. */
export const useFoundWords = (list: RefObject<MessageListHandle | null>, find: FindWords): void => {
  useEffect(() => {
    const log = list.current?.element()
    if (!log) return undefined
    let marked: FoundWords | undefined
    let frame = 0
    const mark = (): void => {
      frame = 0
      marked = showFoundWords('weft-found', log.querySelectorAll('article'), find)
    }
    // Many changes come in one frame while one scrolls; marks are not among them.
    const drawn = new MutationObserver(() => {
      if (frame === 0) frame = requestAnimationFrame(mark)
    })
    mark()
    drawn.observe(log, { childList: true, subtree: true, characterData: true })
    return () => {
      drawn.disconnect()
      cancelAnimationFrame(frame)
      marked?.clear()
    }
  }, [list, find])
}
