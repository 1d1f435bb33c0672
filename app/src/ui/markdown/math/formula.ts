/**
 * A formula as plain values: MathML elements that browsers draw by themselves, with the few attributes that
 * MathML Core knows. Made by `katex-formula.ts`, drawn by `math-view.tsx`.
 */

import type { CSSProperties } from 'react'

export interface FormulaElement {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly style?: CSSProperties
  readonly children: readonly FormulaNode[]
}

export type FormulaNode = FormulaElement | string
