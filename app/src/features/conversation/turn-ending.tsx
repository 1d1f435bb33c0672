/** How an answer ended, when it did not simply end: cut, stopped, at its limit, declined, waiting for a tool. */

import type { MessageId } from '@weft/shared/ids.ts'
import type { ReactNode } from 'react'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { errorWords } from '../runs/error-words.ts'
import { useModelFacts } from '../runs/model-facts.ts'
import { Interrupted } from './interrupted.tsx'
import type { MessageRow } from '../threads/tables.ts'
import { useThreadView } from './thread-context.ts'
import styles from './turn-ending.module.css'
import type { Turn } from './turns.ts'

speakOfAnswers()

export interface TurnEndingProps {
  readonly turn: Turn
  readonly isLast: boolean
  readonly above: MessageId | null
}

export const TurnEnding = ({ turn, isLast, above }: TurnEndingProps): ReactNode => {
  const t = useText()
  const { actions } = useThreadView()
  const last = turn.messages.at(-1)
  const facts = useModelFacts(last?.model)
  if (!last || last.unreadable) return null
  const onContinue = isLast ? () => actions.goOn(last.id) : undefined

  switch (last.status) {
    case 'interrupted':
      return (
        <Interrupted
          text={t('thread.interruptedKept')}
          reason={reasonOf(last, code => errorWords(t, code, { ...facts, hasText: true }).what)}
          onContinue={onContinue}
        />
      )
    case 'stopped':
      return <Interrupted text={t('thread.stopped')} onContinue={onContinue} />
    case 'length':
      return <Interrupted text={t('thread.cutByLength')} onContinue={onContinue} />
    case 'refused':
      return <p className={styles.ending}>{t('thread.refused', { model: facts.model })}</p>
    case 'tool-calls':
      return isLast ? <p className={styles.ending}>{t('thread.waitsForTool')}</p> : null
    case 'complete':
      return turn.messages.every(row => row.parts.length === 0) ? (
        <p className={styles.ending}>{t('thread.answeredNothing', { model: facts.model })}</p>
      ) : null
    case 'failed':
      // The error part has said it.
      return turn.messages.some(row => row.parts.some(part => part.type === 'error')) ? null : (
        <Interrupted
          text={t('thread.failedWhat')}
          onContinue={isLast && above ? () => actions.answer(above) : undefined}
        />
      )
    default:
      // A newer Weft knows more ways to end; the text above is whole as far as this one can tell.
      return null
  }
}

/** Why it was cut, when its error part knows. */
const reasonOf = (row: MessageRow, toWords: (code: string) => string): string | undefined => {
  const error = row.parts.find(part => part.type === 'error')
  return error && 'code' in error && typeof error.code === 'string' ? `${toWords(error.code)}.` : undefined
}
