/** A sentence of the catalogue with elements at some of its places: a name in `<bdi>`, a link, a time that ticks. */
import { Fragment, type ReactNode } from 'react'
import type { TextKey, TextValues } from './translate.ts'
import { useText } from './use-text.ts'

export interface WordsProps {
  readonly of: TextKey
  readonly values?: TextValues | undefined
  /** Elements by the name of their place. */
  readonly parts: Readonly<Record<string, ReactNode>>
}

/** A private-use character holds the place of an element while the sentence is put together. */
const firstMark = 0xe000
const marks = /([\uE000-\uE0FF])/u

export const Words = ({ of: key, values, parts }: WordsProps): ReactNode => {
  const t = useText()
  const names = Object.keys(parts)
  const places = Object.fromEntries(
    names.map((name, index) => [name, String.fromCodePoint(firstMark + index)]),
  )
  return t(key, { ...values, ...places })
    .split(marks)
    .map((piece, index) => {
      const name = marks.test(piece) ? names[(piece.codePointAt(0) ?? 0) - firstMark] : undefined
      // The pieces of one sentence never change their order.
      return <Fragment key={index}>{name === undefined ? piece : parts[name]}</Fragment>
    })
}
