/** A piece of code: its language, wrap and copy, and its lines, closed to the first ones when it is long. */

import { Check, Copy, WrapText } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../button.tsx'
import { ForReaders } from '../for-readers.tsx'
import { useText } from '../i18n/use-text.ts'
import { IconButton } from '../icon-button.tsx'
import { CodeLines } from './code-lines.tsx'
import styles from './code.module.css'
import { codePortion, countLines } from './code-portion.ts'
import { codeLanguage } from './languages.ts'
import { limits } from './limits.ts'
import { useCopy } from './use-copy.ts'
import { useDyed } from './use-dyed.ts'

export interface CodeViewProps {
  /** What stands behind the opening fence. */
  readonly info: string
  readonly text: string
  /** More lines may come: nothing is highlighted yet, and the caret stands at the end. */
  readonly writing: boolean
  /** Shown without highlighting, while there are other things to do. */
  readonly plain: boolean
}

const CopyCode = ({ text }: { readonly text: string }): ReactElement => {
  const t = useText()
  const { state, copy } = useCopy()
  const label =
    state === 'copied'
      ? t('markdown.codeCopied')
      : state === 'refused'
        ? t('markdown.copyRefused')
        : t('markdown.copyCode')
  return (
    <>
      <IconButton
        label={label}
        icon={state === 'copied' ? Check : Copy}
        size="small"
        onClick={() => void copy(text)}
      />
      <span role="status">
        <ForReaders>{state === 'ready' ? '' : label}</ForReaders>
      </span>
    </>
  )
}

/** How many lines are drawn, by what the person asked for: `portions` is 0 while the block is closed. */
const useOpening = (lines: number, writing: boolean) => {
  // A block that grew before the person's eyes keeps the height it has when it is done: nothing jumps.
  const [closedLines] = useState<number>(writing ? limits.codeOpenLines : limits.codeClosedLines)
  const [portions, setPortions] = useState(0)
  const closed = portions === 0 && lines > limits.codeOpenLines
  return {
    closed,
    closedLines,
    shownLines: closed ? closedLines : Number.POSITIVE_INFINITY,
    portions: Math.max(portions, 1),
    setPortions,
  }
}

export const CodeView = ({ info, text, writing, plain }: CodeViewProps): ReactElement => {
  const t = useText()
  const [wrap, setWrap] = useState(false)
  const lines = countLines(text)
  const { closed, closedLines, shownLines, portions, setPortions } = useOpening(lines, writing)
  const portion = codePortion(text, shownLines, portions)

  const language = codeLanguage(info)
  const tooLarge = lines > limits.codeLines || text.length > limits.codeCharacters
  const grammar = writing || plain || tooLarge ? null : (language?.grammar ?? null)
  // Kept while the rest is highlighted after opening, so that the first lines do not lose their dyes meanwhile.
  const start = codePortion(text, closedLines, 1).text
  const dyedStart = useDyed(grammar, start)
  const dyedAll = useDyed(grammar, portion.text)
  const dyed = dyedAll.length > 0 ? dyedAll : dyedStart

  const name = language?.name ?? t('markdown.code')
  return (
    <figure className={styles.code}>
      <figcaption className={styles.head}>
        <bdi className={styles.name}>{name}</bdi>
        <IconButton
          label={t('markdown.wrap')}
          icon={WrapText}
          size="small"
          pressed={wrap}
          onClick={() => setWrap(!wrap)}
        />
        <CopyCode text={text} />
      </figcaption>
      <pre
        className={styles.lines}
        data-wrap={wrap || undefined}
        dir="ltr"
        tabIndex={0}
        aria-label={name}
        role="group"
      >
        <code data-caret={(writing && portion.whole) || undefined}>
          <CodeLines text={portion.text} dyed={dyed} />
        </code>
      </pre>
      {(!portion.whole || portions > 1 || lines > limits.codeOpenLines) && (
        <div className={styles.more}>
          {!portion.whole && (
            <Button kind="text" size="small" onClick={() => setPortions(closed ? 1 : portions + 1)}>
              {closed && !tooLarge ? t('markdown.showAllLines', { count: lines }) : t('markdown.showMore')}
            </Button>
          )}
          {!closed && lines > limits.codeOpenLines && (
            <Button kind="text" size="small" onClick={() => setPortions(0)}>
              {t('markdown.showFewerLines')}
            </Button>
          )}
        </div>
      )}
    </figure>
  )
}
