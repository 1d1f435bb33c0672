/** A person's own message: shown as typed, line breaks kept, addresses made links, each line in its own direction. */

import { Fragment, type ReactElement } from 'react'
import { LinkView } from './link-view.tsx'
import { limits } from './limits.ts'
import { withoutMarkFloods } from './mark-floods.ts'
import { parser } from './parser.ts'
import styles from './prose.module.css'

export interface PlainTextProps {
  readonly text: string
}

interface Piece {
  readonly text: string
  /** Null for words that are no address. */
  readonly address: string | null
}

const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  let from = 0
  for (const match of parser.linkify.match(text) ?? []) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), address: null })
    pieces.push({ text: match.raw, address: match.url })
    from = match.lastIndex
  }
  return [...pieces, { text: text.slice(from), address: null }]
}

export const PlainText = ({ text }: PlainTextProps): ReactElement => (
  <div className={`${styles.plain} ${styles.typed}`} dir="auto">
    {text.length > limits.blockCharacters
      ? withoutMarkFloods(text)
      : piecesOf(withoutMarkFloods(text)).map(({ text: words, address }, index) => (
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
