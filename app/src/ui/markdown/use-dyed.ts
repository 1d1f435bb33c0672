import { useCallback, useSyncExternalStore } from 'react'
import { systemClock } from '@weft/shared/env.ts'
import { createHighlighter, type Dyed, type Highlighter } from './highlight/highlighter.ts'
import { startHighlightWorker } from './highlight/start-worker.ts'

/** One for the page: its worker starts with the first piece of code that has a grammar. */
const highlighter: Highlighter = createHighlighter({ clock: systemClock, start: startHighlightWorker })

const nothing: Dyed = []
const stay = (): void => {}

/** The dyes of `text` in the language of `grammar`, as far as they are known; null asks for none. */
export const useDyed = (grammar: string | null, text: string): Dyed => {
  const subscribe = useCallback(
    (listener: () => void) => (grammar === null ? stay : highlighter.subscribe(grammar, text, listener)),
    [grammar, text],
  )
  return useSyncExternalStore(subscribe, () => (grammar === null ? nothing : highlighter.read(grammar, text)))
}
