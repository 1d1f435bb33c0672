/** One quiet line under an answer: who wrote it, when, how much, what it cost. */

import { Fragment, type ReactNode } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { useNow } from '../../ui/use-now.ts'
import styles from './message-actions.module.css'
import { sumOf } from './turn-sums.ts'
import type { Turn } from './turns.ts'

export const MessageFacts = ({ turn }: { readonly turn: Turn }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const last = turn.messages.at(-1)
  if (!last) return null
  const tokens = sumOf(turn.messages, row => row.usage?.outputTokens)
  const cost = sumOf(turn.messages, row => row.cost)
  const facts: readonly ReactNode[] = [
    last.model && <bdi>{last.model.name}</bdi>,
    <time key="time" dateTime={new Date(last.createdAt).toISOString()} data-tip={format.full(last.createdAt)}>
      {format.when(last.createdAt, now)}
    </time>,
    tokens !== undefined && t('thread.tokens', { count: tokens }),
    cost !== undefined && format.cost(cost),
  ].filter(fact => fact !== undefined && fact !== false)
  return (
    <span className={styles.facts}>
      {facts.map((fact, index) => (
        // The facts of one answer never change their order.
        <Fragment key={index}>
          {index > 0 && <span aria-hidden="true">·</span>}
          <span>{fact}</span>
        </Fragment>
      ))}
    </span>
  )
}
