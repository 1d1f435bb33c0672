/** A formula: MathML drawn by the browser, or its source while it waits and when it cannot be drawn. */

import { createElement, memo, type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { systemClock } from '@weft/shared/env.ts'
import type { FormulaNode } from './math/formula.ts'
import { createFormulas, type FormulaState } from './math/formulas.ts'
import styles from './math.module.css'

/** One for the page: formulas are the same wherever they stand. */
const formulas = createFormulas({
  clock: systemClock,
  load: async () => (await import('./math/katex-formula.ts')).texToFormula,
})

/** What is known of a formula; listens only while it waits, so that a drawn one never depends on what is remembered. */
const useFormula = (source: string, display: boolean): FormulaState => {
  const [held, setHeld] = useState(() => ({ source, display, state: formulas.read(source, display) }))
  const isHeld = held.source === source && held.display === display
  const current = isHeld ? held : { source, display, state: formulas.read(source, display) }
  if (!isHeld) setHeld(current)

  const waits = current.state === 'waiting'
  useEffect(() => {
    if (!waits) return
    return formulas.whenKnown(source, display, state => setHeld({ source, display, state }))
  }, [waits, source, display])
  return current.state
}

const toElement = (node: FormulaNode, key: number): ReactNode =>
  typeof node === 'string'
    ? node
    : createElement(node.tag, { key, ...node.attributes, style: node.style }, ...node.children.map(toElement))

export interface MathViewProps {
  readonly source: string
  readonly display: boolean
}

export const MathView = memo(({ source, display }: MathViewProps): ReactElement => {
  const state = useFormula(source, display)
  if (typeof state === 'string') {
    return (
      <code className={styles.source} dir="ltr" data-display={display || undefined} data-state={state}>
        {source}
      </code>
    )
  }
  const formula = createElement(
    'math',
    { dir: 'ltr', display: display ? 'block' : undefined },
    ...state.children.map(toElement),
  )
  return display ? <span className={styles.display}>{formula}</span> : formula
})
