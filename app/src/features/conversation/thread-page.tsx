/** One thread: its bar, the conversation, and the composer. */

import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import { type ReactNode, useEffect, useMemo } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { usePage } from '../../worker/page-context.ts'
import { usePageTitle } from '../threads/use-page-title.ts'
import { Conversation } from './conversation.tsx'
import { useThread, useThreadRuns, useThreadTree } from './message-queries.ts'
import { PageBar } from './page-bar.tsx'
import { PartBoundary } from '../threads/part-boundary.tsx'

export interface ThreadPageProps {
  readonly threadId: ThreadId
  /** Opens at this message instead of the end. */
  readonly at?: MessageId | undefined
  /** What was searched for: marked in that message. */
  readonly words?: string | undefined
}

/** Each thread begins anew: nothing of the one before is shown, not for a frame. */
export const ThreadPage = (props: ThreadPageProps): ReactNode => <OneThread key={props.threadId} {...props} />

const OneThread = ({ threadId, at, words }: ThreadPageProps): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const sought = useMemo(() => at && { id: at, words }, [at, words])
  // All three are asked at once: none of them needs another's answer.
  const thread = useThread(threadId)
  const tree = useThreadTree(threadId, thread, at !== undefined)
  const runs = useThreadRuns(threadId)
  useLookAt(threadId)
  usePageTitle(thread?.title || (thread === null ? t('thread.notFoundTitle') : undefined))

  if (thread === undefined) return <PageBar />
  if (thread === null) {
    return (
      <>
        <PageBar />
        <EmptyState
          title={t('thread.notFound')}
          text={t('thread.notFoundHint')}
          act={<Button onClick={() => navigate('/')}>{t('sidebar.newThread')}</Button>}
        />
      </>
    )
  }
  return (
    <PartBoundary>
      <Conversation thread={thread} tree={tree} threadRuns={runs} at={sought} />
    </PartBoundary>
  )
}

/** Rows of a room are made on its first opening, its first write is quick after this, and what others write is seen. */
const useLookAt = (threadId: ThreadId): void => {
  const { engine } = usePage()
  useEffect(() => {
    void engine.lookAt(threadId)
    return () => void engine.lookAt(null)
  }, [engine, threadId])
}
