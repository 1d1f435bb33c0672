/** A person's own message: shown as typed, line breaks kept, addresses made links, each line in its own direction. */

import { Fragment, type ReactElement } from 'react'
import { LinkView } from './link-view.tsx'
import { limits } from './limits.ts'
import { withoutMarkFloods } from './mark-floods.ts'
import { parser } from './parser.ts'
import { PlainBlock } from './plain-block.tsx'
import styles from './prose.module.css'
import { scriptOf } from './script-of.ts'

export interface PlainTextProps {
  readonly text: string
}

interface Piece {
  readonly text: string
  /** Null for words that are no address. */
  readonly address: string | null
}

/** More addresses than anyone writes; finding them takes the square of their number. */
const mostAddresses = 200

const piecesOf = (text: string): readonly Piece[] => {
  if ((text.match(/:\/\/|@/g)?.length ?? 0) > mostAddresses) return [{ text, address: null }]
  const pieces: Piece[] = []
  let from = 0
  for (const match of parser.linkify.match(text) ?? []) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), address: null })
    pieces.push({ text: match.raw, address: match.url })
    from = match.lastIndex
  }
  return [...pieces, { text: text.slice(from), address: null }]
}

/** A long text in pieces that end with a line, or in the middle of a line that has no end. */
const cutLong = (text: string): readonly string[] => {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const lineEnd = text.indexOf('\n', at + limits.sectionCharacters)
    const longest = Math.min(at + limits.lineCharacters, text.length)
    const end = lineEnd < 0 || lineEnd >= longest ? longest : lineEnd + 1
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}

export const PlainText = ({ text }: PlainTextProps): ReactElement => {
  if (text.length > limits.blockCharacters) {
    return (
      <div className={styles.typed} dir="auto" data-script={scriptOf(text)}>
        {cutLong(text).map((piece, index) => (
          <PlainBlock key={index} text={piece} />
        ))}
      </div>
    )
  }
  return (
    <div className={`${styles.plain} ${styles.typed}`} dir="auto" data-script={scriptOf(text)}>
      {piecesOf(withoutMarkFloods(text)).map(({ text: words, address }, index) => (
        <Fragment key={index}>
          {address === null ? (
            words
          ) : (
            <LinkView address={address} text={words}>
              {words}
            </LinkView>
          )}
        </Fragment>
      ))}
    </div>
  )
}
