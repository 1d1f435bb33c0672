/**
 * Formulas by their source: drawn at once when there is time in this task, else in the next slices; remembered, so
 * that scrolling back draws nothing anew. The engine is loaded with the first formula.
 */

import type { Clock } from '@weft/shared/env.ts'
import { createListeners } from '../../listeners.ts'
import { limits } from '../limits.ts'
import type { FormulaElement } from './formula.ts'

/** `broken` shows its source for good, `waiting` for now. */
export type FormulaState = FormulaElement | 'broken' | 'waiting'

export type DrawFormula = (source: string, display: boolean) => FormulaElement | null

export interface Formulas {
  readonly read: (source: string, display: boolean) => FormulaState
  /** Calls `tell` once, later, when a formula that waits does so no more. */
  readonly whenKnown: (source: string, display: boolean, tell: (state: FormulaState) => void) => () => void
}

export interface FormulasOptions {
  readonly clock: Clock
  readonly load: () => Promise<DrawFormula>
}

/** Milliseconds of one task spent on formulas. */
const sliceMilliseconds = 12
const remembered = 500

interface Wanted {
  readonly source: string
  readonly display: boolean
}

export const createFormulas = ({ clock, load }: FormulasOptions): Formulas => {
  const { subscribe, notify } = createListeners()
  const drawn = new Map<string, FormulaState>()
  const wanted = new Map<string, Wanted>()
  let draw: DrawFormula | null = null
  let loading = false
  /** When the time of this slice is over; null before its first formula. */
  let sliceEnd: number | null = null

  const drawNow = (key: string, { source, display }: Wanted, engine: DrawFormula): FormulaState => {
    const state = (source.length <= limits.mathCharacters ? engine(source, display) : null) ?? 'broken'
    drawn.set(key, state)
    wanted.delete(key)
    const [oldest] = drawn.keys()
    if (drawn.size > remembered && oldest !== undefined) drawn.delete(oldest)
    return state
  }

  const hasTime = (): boolean => {
    if (sliceEnd === null) {
      sliceEnd = clock.now() + sliceMilliseconds
      clock.after(0, nextSlice)
    }
    return clock.now() < sliceEnd
  }

  const nextSlice = (): void => {
    sliceEnd = null
    if (draw === null || wanted.size === 0) return
    for (const [key, formula] of wanted) {
      if (!hasTime()) break
      drawNow(key, formula, draw)
    }
    notify()
  }

  const start = async (): Promise<void> => {
    if (loading) return
    loading = true
    try {
      draw = await load()
      nextSlice()
    } catch {
      // Without a network the engine may not be there: sources stay readable, and the next formula tries again.
      loading = false
    }
  }

  const read = (source: string, display: boolean): FormulaState => {
    const key = `${display ? 'display' : 'inline'} ${source}`
    const known = drawn.get(key)
    if (known !== undefined) return known
    const formula = { source, display }
    if (draw !== null && hasTime()) return drawNow(key, formula, draw)
    wanted.set(key, formula)
    if (draw === null) void start()
    return 'waiting'
  }

  return {
    read,
    whenKnown: (source, display, tell) => {
      const look = (): void => {
        const state = read(source, display)
        if (state === 'waiting') return
        stop()
        tell(state)
      }
      const unsubscribe = subscribe(look)
      // It may have been drawn between the caller's reading and this.
      const cancel = clock.after(0, look)
      const stop = (): void => {
        unsubscribe()
        cancel()
      }
      return stop
    },
  }
}
