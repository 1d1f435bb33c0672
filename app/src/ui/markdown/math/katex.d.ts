/** What KaTeX exports and leaves out of its declarations. */

import type { KatexOptions } from 'katex'

declare module 'katex' {
  /** KaTeX's own tree, as far as it is read: elements, texts and spaces. */
  export interface KatexTreeNode {
    readonly type?: string
    readonly attributes?: Readonly<Record<string, string>>
    readonly children?: readonly KatexTreeNode[]
    readonly text?: string
    /** A space: its character, or its width in ems. */
    readonly character?: string | null
    readonly width?: number
  }

  export function __renderToDomTree(source: string, options: KatexOptions): KatexTreeNode
}
