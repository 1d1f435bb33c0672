/**
 * One turn: what a person said on its tint, or an answer set as prose. It draws parts and says how it ended; what
 * can be done with it is `message-actions.tsx`. While the answer is being made this view alone follows it.
 */

import { unreachable } from '@weft/shared/assert.ts'
import type { MessageId } from '@weft/shared/ids.ts'
import { memo, type ReactNode, useMemo } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { useLiveRun } from './use-live-run.ts'
import type { RunRow } from '../runs/tables.ts'
import { MessageActions } from './message-actions.tsx'
import { Steps } from './steps.tsx'
import type { MessageRow } from '../threads/tables.ts'
import { TextPartView } from './text-part.tsx'
import { useThreadView } from './thread-context.ts'
import {
  AttachmentPartView,
  EditMessage,
  ErrorPartView,
  RunStatus,
  SourceParts,
  TurnEnding,
  UnknownPartView,
  UnreadableMessage,
  WaitingLine,
} from './turn-later.tsx'
import { type Block, turnToBlocks } from './turn-blocks.ts'
import type { Turn } from './turns.ts'
import styles from './turn-view.module.css'
import { Unanswered } from './unanswered.tsx'

export interface TurnViewProps {
  readonly turn: Turn
  /** The run that makes the last message of this turn, while it does. */
  readonly run: RunRow | undefined
  /** The message before it on the path: what a new version would answer or stand beside. */
  readonly above: MessageId | null
  readonly isLast: boolean
}

export const TurnView = memo(
  ({ turn, run, above, isLast }: TurnViewProps): ReactNode => {
    const t = useText()
    const { editing } = useThreadView()
    const live = useLiveRun(run)
    const running = run !== undefined && !live.ended
    const messages = useMemo(
      () => (run ? withParts(turn.messages, run.messageId, live.parts) : turn.messages),
      [turn.messages, run, live.parts],
    )
    const blocks = useMemo(() => blocksOf(messages), [messages])
    const isPerson = turn.role === 'user'
    const leftOut = Math.max(...messages.map(row => row.leftOut ?? 0))

    return (
      <article
        className={styles.turn}
        aria-label={t(isPerson ? 'thread.you' : 'thread.assistant')}
        aria-busy={running || undefined}
        data-voice={isPerson ? 'person' : 'model'}
        data-turn={turn.id}
        data-last={isLast || undefined}
        tabIndex={-1}
      >
        {isPerson && editing === turn.id ? (
          <EditMessage turn={turn} above={above} />
        ) : (
          <div className={styles.body} data-body>
            {leftOut > 0 && <p className={styles.leftOut}>{t('thread.leftOut', { count: leftOut })}</p>}
            {blocks.map((block, index) => (
              <BlockView
                key={block.key}
                block={block}
                turn={turn}
                above={above}
                isPerson={isPerson}
                growing={running && index === blocks.length - 1}
              />
            ))}
            {running && <RunStatus run={run} live={live} hasParts={blocks.length > 0} />}
            {!running && !isPerson && !endsPlainly(turn) && (
              <TurnEnding turn={turn} isLast={isLast} above={above} />
            )}
          </div>
        )}
        {!running && editing !== turn.id && <MessageActions turn={turn} above={above} />}
        {!running && <WaitingLine turn={turn} />}
        {isPerson && isLast && editing !== turn.id && <Unanswered id={turn.id} />}
      </article>
    )
  },
  (before, after) =>
    before.run === after.run &&
    before.above === after.above &&
    before.isLast === after.isLast &&
    isSameTurn(before.turn, after.turn),
)

/** An answer that was simply finished has nothing to say of its end. */
const endsPlainly = (turn: Turn): boolean => turn.messages.at(-1)?.status === 'complete'

/** Turns are put together anew with every change of the list; the same rows mean the same view. */
const isSameTurn = (a: Turn, b: Turn): boolean =>
  a.id === b.id &&
  a.step.id === b.step.id &&
  a.step.index === b.step.index &&
  a.step.siblings.length === b.step.siblings.length &&
  a.step.siblings.every((id, index) => id === b.step.siblings[index]) &&
  a.messages.length === b.messages.length &&
  a.messages.every((row, index) => row === b.messages[index])

/** Of an interrupted answer the line that says so gives the reason too; a notice beside it would say it twice. */
const blocksOf = (messages: readonly MessageRow[]): readonly Block[] => {
  const blocks = turnToBlocks(messages)
  return messages.at(-1)?.status === 'interrupted' ? blocks.filter(({ type }) => type !== 'error') : blocks
}

const withParts = (
  rows: readonly MessageRow[],
  id: MessageId,
  parts: MessageRow['parts'],
): readonly MessageRow[] => rows.map(row => (row.id === id ? { ...row, parts } : row))

interface BlockViewProps {
  readonly block: Block
  readonly turn: Turn
  readonly above: MessageId | null
  readonly isPerson: boolean
  readonly growing: boolean
}

const BlockView = ({ block, turn, above, isPerson, growing }: BlockViewProps): ReactNode => {
  switch (block.type) {
    case 'text':
      return <TextPartView text={block.text} plain={isPerson} growing={growing} />
    case 'steps':
      return <Steps steps={block.steps} growing={growing} />
    case 'attachments':
      return (
        <div className={styles.chips}>
          {block.parts.map((part, index) => (
            // Two attachments of one message may be the same file.
            <AttachmentPartView key={`${part.attachmentId}.${index}`} part={part} />
          ))}
        </div>
      )
    case 'sources':
      return <SourceParts parts={block.parts} />
    case 'error':
      return (
        <div className={styles.error}>
          <ErrorPartView part={block.part} turn={turn} above={above} />
        </div>
      )
    case 'unknown':
      return <UnknownPartView kind={block.kind} />
    case 'unreadable':
      return <UnreadableMessage reason={block.reason} />
    default:
      return unreachable(block)
  }
}
