/** The lines of a piece of code, in groups that are drawn by themselves as their dyes come in. */

import { Fragment, memo, type ReactElement, type ReactNode } from 'react'
import styles from './code.module.css'
import { visiblePieces } from './hidden-characters.ts'
import { withoutMarkFloods } from './mark-floods.ts'
import { type DyedLine, dyes, linesPerGroup } from './highlight/protocol.ts'

const toVisible = (text: string): ReactNode => {
  const pieces = visiblePieces(withoutMarkFloods(text))
  if (pieces.length === 1 && typeof pieces[0] === 'string') return pieces[0]
  return pieces.map((piece, index) =>
    typeof piece === 'string' ? (
      piece
    ) : (
      <span key={index} className={styles.hidden}>
        {piece.label}
      </span>
    ),
  )
}

const dyeLine = (line: string, dyed: DyedLine): readonly ReactNode[] => {
  const pieces: ReactNode[] = []
  let from = 0
  for (let at = 0; at < dyed.length; at += 2) {
    const to = from + (dyed[at] ?? 0)
    const dye = dyes[dyed[at + 1] ?? 0]
    const text = toVisible(line.slice(from, to))
    pieces.push(
      dye === 'ink' || dye === undefined ? (
        <Fragment key={at}>{text}</Fragment>
      ) : (
        <span key={at} data-dye={dye}>
          {text}
        </span>
      ),
    )
    from = to
  }
  pieces.push(<Fragment key="rest">{toVisible(line.slice(from))}</Fragment>)
  return pieces
}

interface CodeGroupProps {
  readonly text: string
  readonly dyed: readonly DyedLine[] | undefined
}

/** A group's last line shows its line end only when the line is empty, else the block's own end is one. */
const CodeGroup = memo(({ text, dyed }: CodeGroupProps): ReactElement => {
  const end = text === '' || text.endsWith('\n') ? '\n' : ''
  if (dyed === undefined) {
    return (
      <span className={styles.group}>
        {toVisible(text)}
        {end}
      </span>
    )
  }
  return (
    <span className={styles.group}>
      {text.split('\n').map((line, index) => (
        <Fragment key={index}>
          {index > 0 && '\n'}
          {dyed[index] === undefined ? toVisible(line) : dyeLine(line, dyed[index])}
        </Fragment>
      ))}
      {end}
    </span>
  )
})

const groupsOf = (text: string): readonly string[] => {
  const lines = text.split('\n')
  if (lines.length <= linesPerGroup) return [text]
  return Array.from({ length: Math.ceil(lines.length / linesPerGroup) }, (_, group) =>
    lines.slice(group * linesPerGroup, (group + 1) * linesPerGroup).join('\n'),
  )
}

export interface CodeLinesProps {
  readonly text: string
  /** Dyed lines of each group, as far as they are known. */
  readonly dyed: readonly (readonly DyedLine[])[]
}

export const CodeLines = ({ text, dyed }: CodeLinesProps): readonly ReactElement[] =>
  groupsOf(text).map((group, index) => <CodeGroup key={index} text={group} dyed={dyed[index]} />)
