import type { ReactNode } from 'react'
import { Markdown } from '../../ui/markdown/markdown.tsx'
import { PlainText } from '../../ui/markdown/plain-text.tsx'
import { jsonAsCode } from './json-as-code.ts'

export interface TextPartViewProps {
  readonly text: string
  /** A person's words, shown as they were typed. */
  readonly plain: boolean
  /** More is coming: a caret stands at the end. */
  readonly growing: boolean
}

/** Words: a person's as typed, a model's as prose, or as code where they are JSON. */
export const TextPartView = ({ text, plain, growing }: TextPartViewProps): ReactNode =>
  plain ? <PlainText text={text} /> : <Markdown text={jsonAsCode(text)} streaming={growing} />
