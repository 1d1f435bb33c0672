/**
 * What can be done with a turn, its versions, and one line of facts. Always there for a finger and on the last
 * answer; elsewhere it comes with the pointer or the focus, in a place that is kept for it.
 */

import type { MessageId } from '@weft/shared/ids.ts'
import {
  Check,
  Copy,
  Ellipsis,
  FileCode,
  GitBranch,
  Info,
  Pencil,
  RefreshCw,
  Shuffle,
  ThumbsDown,
  ThumbsUp,
  Trash2,
} from 'lucide-react'
import { lazy, type ReactNode, useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { Menu } from '../../ui/menu.tsx'
import styles from './message-actions.module.css'
import { MessageFacts } from './message-facts.tsx'
import { PartBoundary } from '../threads/part-boundary.tsx'
import { useThreadView } from './thread-context.ts'
import { turnToText } from './turn-blocks.ts'
import type { Turn } from './turns.ts'
import { useCopied } from './use-copied.ts'
import { VersionPager } from './version-pager.tsx'

const MessageDetails = lazy(async () => ({ default: (await import('./message-details.tsx')).MessageDetails }))

export interface MessageActionsProps {
  readonly turn: Turn
  readonly above: MessageId | null
}

export const MessageActions = ({ turn, above }: MessageActionsProps): ReactNode => {
  const t = useText()
  const { actions } = useThreadView()
  const [copied, copy] = useCopied(actions.copy)
  const [looking, setLooking] = useState<'details' | 'raw'>()
  const isPerson = turn.role === 'user'
  const last = turn.messages.at(-1)

  return (
    <>
      <footer className={styles.foot} data-versions={turn.step.siblings.length > 1 || undefined}>
        <span className={styles.acts}>
          <IconButton
            label={t(copied ? 'common.copied' : 'thread.copy')}
            icon={copied ? Check : Copy}
            size="small"
            onClick={() => copy(turnToText(turn.messages))}
          />
          {isPerson ? (
            <IconButton
              label={t('thread.edit')}
              icon={Pencil}
              size="small"
              onClick={() => actions.edit(turn.id)}
            />
          ) : (
            <>
              {above && (
                <IconButton
                  label={t('thread.regenerate')}
                  icon={RefreshCw}
                  size="small"
                  onClick={() => actions.answer(above)}
                />
              )}
              <IconButton
                label={t('thread.branch')}
                icon={GitBranch}
                size="small"
                onClick={() => actions.branch(last?.id ?? turn.id)}
              />
            </>
          )}
          <IconButton
            label={t('thread.delete')}
            icon={Trash2}
            size="small"
            onClick={() => actions.remove(turn)}
          />
          {!isPerson && (
            <Menu
              label={t('common.more')}
              entries={moreEntries()}
              align="start"
              trigger={props => (
                <IconButton {...props} label={t('common.more')} icon={Ellipsis} size="small" />
              )}
            />
          )}
        </span>
        <VersionPager step={turn.step} onShow={actions.show} />
        {!isPerson && <MessageFacts turn={turn} />}
      </footer>
      {looking && (
        <PartBoundary>
          <MessageDetails turn={turn} look={looking} onClose={() => setLooking(undefined)} />
        </PartBoundary>
      )}
    </>
  )

  function moreEntries(): readonly MenuEntry[] {
    const rating = last?.rating
    const rate = (to: 'good' | 'bad') => () => {
      if (last) actions.rate(last.id, rating === to ? null : to)
    }
    return [
      ...(above
        ? [
            {
              kind: 'act',
              label: t('thread.regenerateWith'),
              icon: Shuffle,
              onSelect: () => actions.askModel(model => actions.answer(above, model)),
            } as const,
          ]
        : []),
      { kind: 'line' },
      rating === 'good'
        ? { kind: 'check', label: t('thread.goodAnswer'), on: true, onSelect: rate('good') }
        : { kind: 'act', label: t('thread.goodAnswer'), icon: ThumbsUp, onSelect: rate('good') },
      rating === 'bad'
        ? { kind: 'check', label: t('thread.badAnswer'), on: true, onSelect: rate('bad') }
        : { kind: 'act', label: t('thread.badAnswer'), icon: ThumbsDown, onSelect: rate('bad') },
      { kind: 'line' },
      { kind: 'act', label: t('thread.showRaw'), icon: FileCode, onSelect: () => setLooking('raw') },
      { kind: 'act', label: t('thread.details'), icon: Info, onSelect: () => setLooking('details') },
    ]
  }
}
