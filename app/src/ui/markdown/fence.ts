/** A block that is one fence, read without the parser: a long program costs no more than finding its lines. */

import { openFence } from './line-shape.ts'
import type { TextBlock } from './split-blocks.ts'

export interface FencedCode {
  readonly info: string
  readonly text: string
}

const blankLines = /^(?:[ \t]*\r?\n)*/

const withoutIndent = (text: string, columns: number): string =>
  columns === 0 ? text : text.replace(new RegExp(`^ {1,${columns}}`, 'gm'), '')

export const readFence = ({ raw, closed }: TextBlock): FencedCode => {
  const start = blankLines.exec(raw)?.[0].length ?? 0
  const firstEnd = raw.indexOf('\n', start)
  // The first line is still being written, and `py` may yet be `python`.
  if (firstEnd < 0) return { info: closed ? (openFence(raw.slice(start))?.info ?? '') : '', text: '' }
  const fence = openFence(raw.slice(start, firstEnd))
  const body = raw.slice(firstEnd + 1).replaceAll('\r\n', '\n')
  const withoutEnd = body.endsWith('\n') ? body.slice(0, -1) : body
  const lastLine = withoutEnd.lastIndexOf('\n')
  const inside = closed ? withoutEnd.slice(0, Math.max(lastLine, 0)) : withoutEnd
  return { info: fence?.info ?? '', text: withoutIndent(inside, fence?.indent ?? 0) }
}
