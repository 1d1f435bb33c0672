/** An open thread: reads its path and rows, and hands what can be done to every view below. */

import type { MessageId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import { lazy, type ReactNode, useMemo, useRef, useState } from 'react'
import { EmptyState } from '../../ui/empty-state.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Loom } from '../../ui/signs/loom.tsx'
import { usePage } from '../../worker/page-context.ts'
import { useAction } from '../actions/use-actions.ts'
import type { ComposerHandle } from '../composer/composer.tsx'
import { ComposerPlace } from '../composer/composer-place.tsx'
import { DropPlace } from '../composer/drop-place.tsx'
import type { RunRow } from '../runs/tables.ts'
import styles from './conversation.module.css'
import { MessageList } from './message-list.tsx'
import type { MessageListHandle } from './message-list-handle.ts'
import { type ThreadRuns, type ThreadTree, useMessageStore, useThreadPath } from './message-queries.ts'
import { rowReader } from './run-to-row.ts'
import { PartBoundary } from '../threads/part-boundary.tsx'
import type { ThreadRow } from '../threads/tables.ts'
import { ThreadBar } from './thread-bar.tsx'
import { type ThreadView, ThreadViewContext } from './thread-context.ts'
import { FindBar, ThreadNotice, useLoadLater } from './turn-later.tsx'
import type { Sought } from './use-arrival.ts'
import { useAfterPaint } from './use-after-paint.ts'
import { useLastTurns } from './use-last-turns.ts'
import { useRowsReady } from './use-rows-ready.ts'
import { useThreadActions } from './use-thread-actions.ts'
import { useThreadModel } from './use-thread-model.ts'

const ModelDialog = lazy(async () => ({
  default: (await import('../composer/model-dialog.tsx')).ModelDialog,
}))

export interface ConversationProps {
  readonly thread: ThreadRow
  readonly tree: ThreadTree
  readonly threadRuns: ThreadRuns
  /** Opens at this message instead of the end. */
  readonly at?: Sought | undefined
}

/** What is written while an answer waits for something is kept, and the field says so. */
const placeholderOf = (run: RunRow | undefined): TextKey => {
  if (!run) return 'composer.reply'
  return run.state === 'streaming' || run.state === 'waiting'
    ? 'composer.nextWhileAnswering'
    : 'composer.keepWriting'
}

interface Finding {
  readonly sought?: Sought
}

export const Conversation = ({ thread, tree, threadRuns, at }: ConversationProps): ReactNode => {
  const t = useText()
  const { engine, env } = usePage()
  useLoadLater()
  const { workspaceId, roomId: threadId } = thread
  const path = useThreadPath(tree.keys, threadRuns, thread.activeLeaf)
  const store = useMessageStore()
  const [editing, edit] = useState<MessageId | null>(null)
  const [asking, setAsking] = useState<{ readonly onChosen: (model: ModelRef) => void }>()
  const { model, nobody } = useThreadModel(thread.lastModel)
  const { runs } = threadRuns
  const { actions, problem, forgive } = useThreadActions({
    thread,
    path,
    runs,
    model,
    edit,
    askModel: onChosen => setAsking({ onChosen }),
  })
  /** Where the search within the thread has gone; `null` while there is none. */
  const [finding, find] = useState<Finding | null>(null)
  useAction('thread.find', () => find({}))
  const list = useRef<MessageListHandle>(null)
  const composer = useRef<ComposerHandle>(null)

  const runById = useMemo(
    () => new Map([...threadRuns.ended.map(({ run }) => run), ...runs].map(run => [run.messageId, run])),
    [threadRuns, runs],
  )
  const getRow = rowReader(store, runById)
  const isReady = useRowsReady(store, path, getRow, at?.id)
  useAfterPaint(isReady, tree.readAll)
  const view = useMemo<ThreadView>(
    () => ({ workspaceId, threadId, editing, actions }),
    [workspaceId, threadId, editing, actions],
  )
  const last = useLastTurns({ path, getRow, actions, list })
  const run = runs.at(-1)

  /** Loaded when somebody comes to a message that was looked for. */
  const markArrival = async (article: HTMLElement, sought: Sought): Promise<void> =>
    (await import('./arrival-mark.ts')).markArrival(article, sought, env.clock)

  return (
    <ThreadViewContext value={view}>
      <DropPlace onFiles={files => composer.current?.addFiles(files)}>
        <ThreadBar
          thread={thread}
          model={model}
          onChooseModel={chosen =>
            void engine.execute('thread.chooseModel', { workspaceId, threadId, model: chosen })
          }
        />
        {finding && (
          <FindBar
            threadId={threadId}
            list={list}
            path={path}
            onGoTo={sought => find({ sought })}
            onClose={() => find(null)}
          />
        )}
        {path?.steps.length === 0 ? (
          <div className={styles.empty}>
            <EmptyState picture={<Loom />} title={t('thread.emptyTitle')} text={t('thread.emptyHere')} />
          </div>
        ) : path && isReady ? (
          <MessageList
            ref={list}
            path={path}
            store={store}
            runById={runById}
            at={finding?.sought ?? at}
            onArrive={(article, sought) => void markArrival(article, sought)}
          />
        ) : (
          <div className={styles.opening} />
        )}
        <ComposerPlace
          ref={composer}
          threadId={threadId}
          workspaceId={workspaceId}
          placeholder={t(placeholderOf(run))}
          model={model}
          onChooseModel={chosen =>
            void engine.execute('thread.chooseModel', { workspaceId, threadId, model: chosen })
          }
          answering={run !== undefined}
          onStop={() => run && actions.stop(run)}
          onSend={async parts => {
            const sent = await actions.send(parts)
            if (sent) list.current?.toLatest()
            return sent
          }}
          onEditLast={last.edit}
          threadSize={last.size}
          closed={thread.readOnly}
          notice={<ThreadNotice thread={thread} nobody={nobody} problem={problem} onClose={forgive} />}
        />
        {asking && (
          <PartBoundary>
            <ModelDialog
              chosen={model}
              onClose={() => setAsking(undefined)}
              onChoose={chosen => {
                setAsking(undefined)
                asking.onChosen(chosen)
              }}
            />
          </PartBoundary>
        )}
      </DropPlace>
    </ThreadViewContext>
  )
}
