/** A formula: MathML drawn by the browser, or its source while it waits and when it cannot be drawn. */

import { createElement, memo, type ReactElement, type ReactNode, useEffect, useMemo, useState } from 'react'
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
  const [changes, setChanges] = useState(0)
  const state = useMemo(() => formulas.read(source, display), [source, display, changes])
  useEffect(() => {
    if (state !== 'waiting') return
    const readAgain = (): void => setChanges(count => count + 1)
    const unsubscribe = formulas.subscribe(readAgain)
    if (formulas.read(source, display) !== 'waiting') readAgain()
    return unsubscribe
  }, [state, source, display])
  return state
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
