/** Everything known of an answer: who, when, how fast, how many tokens, what it cost; or its text as written. */

import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { firstFocus } from '../../ui/modal.tsx'
import { useModelFacts } from '../runs/model-facts.ts'
import styles from './message-details.module.css'
import { useThreadView } from './thread-context.ts'
import { turnToText } from './turn-blocks.ts'
import { sumOf } from './turn-sums.ts'
import type { Turn } from './turns.ts'
import { useSyncedState } from './use-synced-state.ts'

speakOfAnswers()

export interface MessageDetailsProps {
  readonly turn: Turn
  readonly look: 'details' | 'raw'
  readonly onClose: () => void
}

export const MessageDetails = ({ turn, look, onClose }: MessageDetailsProps): ReactNode => {
  const t = useText()
  const { actions } = useThreadView()
  const text = turnToText(turn.messages)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(look === 'details' ? 'thread.details' : 'thread.rawTitle')}
      acts={
        <>
          <Button {...firstFocus} onClick={onClose}>
            {t('common.close')}
          </Button>
          {look === 'raw' && <Button onClick={() => actions.copy(text)}>{t('common.copy')}</Button>}
        </>
      }
    >
      {look === 'details' ? (
        <Facts turn={turn} />
      ) : (
        <pre className={styles.raw} dir="auto" tabIndex={0}>
          {text}
        </pre>
      )}
    </Dialog>
  )
}

const Facts = ({ turn }: { readonly turn: Turn }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const last = turn.messages.at(-1)
  const names = useModelFacts(last?.model)
  const synced = useSyncedState(turn)
  if (!last) return null
  const sum = (valueOf: Parameters<typeof sumOf>[1]): string | undefined => {
    const value = sumOf(turn.messages, valueOf)
    return value === undefined ? undefined : format.number(value)
  }
  const cost = sumOf(turn.messages, row => row.cost)
  const total = sumOf(turn.messages, row => row.timing?.total)
  const first = turn.messages[0]?.timing?.firstPart
  const unknown = t('thread.unknown')
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    [t('thread.detailModel'), last.model && names.model],
    [t('thread.detailProvider'), last.model && names.provider],
    [t('thread.detailTime'), format.full(last.createdAt)],
    [t('thread.detailFirstToken'), first === undefined ? undefined : format.duration(first)],
    [t('thread.detailTotal'), total === undefined ? undefined : format.duration(total)],
    [t('thread.detailTokensIn'), sum(row => row.usage?.inputTokens) ?? unknown],
    [t('thread.detailTokensCached'), sum(row => row.usage?.cachedInputTokens)],
    [t('thread.detailTokensOut'), sum(row => row.usage?.outputTokens) ?? unknown],
    [t('thread.detailTokensReasoning'), sum(row => row.usage?.reasoningTokens)],
    [t('thread.detailCost'), cost === undefined ? unknown : format.cost(cost)],
    [
      t('common.syncName'),
      synced === null ? undefined : t(synced === 'waiting' ? 'common.syncWaiting' : 'common.syncSynced'),
    ],
  ]
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
      )}
    </dl>
  )
}
