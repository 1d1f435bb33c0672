/**
 * What a person can do in a thread, carried out: each act is a command or a run. Failures are told where the
 * thread shows them; what can be undone is offered back in a toast.
 */

import { createId, type MessageId, type ThreadId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import { useLayoutEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useText } from '../../ui/i18n/use-text.ts'
import { useToast } from '../../ui/toasts.tsx'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { RunRow } from '../runs/tables.ts'
import type { ThreadRow } from '../threads/tables.ts'
import type { ThreadActions } from './thread-context.ts'
import type { ThreadPath } from '../threads/thread-path.ts'
import type { Turn } from './turns.ts'

export interface ThreadActionsDeps {
  readonly thread: ThreadRow
  readonly path: ThreadPath | undefined
  readonly runs: readonly RunRow[]
  readonly model: ModelRef | null
  readonly edit: (id: MessageId | null) => void
  readonly askModel: (onChosen: (model: ModelRef) => void) => void
}

export interface ThreadDoing extends Omit<ThreadActions, 'edit' | 'askModel'> {
  /** Says it at the end of the thread and has it answered. True when it is stored. */
  readonly send: (parts: readonly Part[]) => Promise<boolean>
  readonly stop: (run: RunRow) => void
}

export interface ThreadActing {
  readonly actions: ThreadActions & ThreadDoing
  readonly problem: EngineError | undefined
  readonly forgive: () => void
}

/** Nothing was asked yet, or nothing came: stopping it leaves no answer. */
const isWaiting = ({ state, waitsSince }: RunRow): boolean =>
  state !== 'streaming' && (state !== 'waiting' || waitsSince !== undefined)

export const useThreadActions = ({
  thread,
  path,
  runs,
  model,
  edit,
  askModel,
}: ThreadActionsDeps): ThreadActing => {
  const { engine, env } = usePage()
  const t = useText()
  const toast = useToast()
  const [, navigate] = useLocation()
  const [problem, setProblem] = useState<EngineError>()
  const { workspaceId, roomId: threadId } = thread
  const of = { workspaceId, threadId }

  const told = async (writing: Promise<Result<void, EngineError>>): Promise<boolean> => {
    const written = await writing
    setProblem(written.ok ? undefined : written.error)
    return written.ok
  }

  const start = async (
    parentId: MessageId,
    asked: ModelRef | null,
    more: {
      readonly continues?: boolean
      readonly dropOldest?: boolean
      readonly messageId?: MessageId
    } = {},
  ): Promise<boolean> => {
    if (!asked) {
      askModel(chosen => void start(parentId, chosen, more))
      return false
    }
    const messageId = createId(env.random, 'msg')
    return told(engine.startRun({ ...of, parentId, messageId, model: asked, ...more }))
  }

  /** An answer beside others is read when it comes, also where the person had chosen another branch before. */
  const answer: ThreadActions['answer'] = (parent, asked, options) => {
    const begin = async (): Promise<void> => {
      if (thread.activeLeaf) await engine.execute('thread.chooseBranch', { ...of, leafId: parent })
      await start(parent, asked ?? model, options)
    }
    void begin()
  }

  const say = async (parentId: MessageId | null, parts: readonly Part[]): Promise<boolean> => {
    const messageId = createId(env.random, 'msg')
    const sent = await told(
      engine.execute('message.send', {
        ...of,
        messageId,
        parentId,
        parts: [...parts],
        createdAt: env.clock.now(),
        ...(model ? { model } : {}),
      }),
    )
    if (sent) void start(messageId, model)
    return sent
  }

  const remove = (turn: Turn, deleted: boolean): Promise<readonly boolean[]> =>
    Promise.all(
      turn.messages.map(({ id }) =>
        told(engine.execute('message.delete', { ...of, messageId: id, deleted })),
      ),
    )

  const actions: ThreadActions & ThreadDoing = {
    edit,
    askModel,
    answer,
    send: parts => say(path?.steps.at(-1)?.id ?? null, parts),
    copy: text =>
      void navigator.clipboard.writeText(text).catch(() => setProblem({ type: 'command-refused' })),
    sendEdited: async (turn, above, text) => {
      const files = turn.messages.flatMap(({ parts }) => parts.filter(({ type }) => type === 'attachment'))
      const words: readonly Part[] = text.trim() === '' ? [] : [{ type: 'text', text: text.trimEnd() }]
      const sent = await say(above, [...words, ...files])
      if (sent) edit(null)
      return sent
    },
    goOn: (id, asked) => void start(id, asked ?? model, { continues: true }),
    remove: turn =>
      void remove(turn, true).then(done => {
        if (!done.every(Boolean)) return
        toast({
          text: t('thread.messageDeleted'),
          act: { label: t('common.undo'), run: () => void remove(turn, false) },
        })
      }),
    branch: id => {
      const copyId: ThreadId = createId(env.random, 'thr')
      void told(engine.duplicateThread(workspaceId, threadId, copyId, id)).then(done => {
        if (done) navigate(`/t/${copyId}`)
      })
    },
    rate: (id, rating) => void told(engine.execute('message.rate', { ...of, messageId: id, rating })),
    show: id => {
      const leaf = path?.leafBelow(id) ?? id
      // An answer that is being made cannot be chosen yet; as the newest below its question it is read.
      const leafId = runs.find(run => run.messageId === leaf)?.parentId ?? leaf
      void told(engine.execute('thread.chooseBranch', { ...of, leafId }))
    },
    stop: run => void (isWaiting(run) ? engine.cancelRun(run.messageId) : engine.stopRun(run.messageId)),
    giveUp: id => void engine.cancelRun(id),
    askInstead: (run, asked) =>
      void engine
        .cancelRun(run.messageId)
        .then(() => start(run.parentId, asked, { continues: run.continues })),
    tryNow: id => void engine.retryRunNow(id),
    leaveOutOldest: run =>
      void start(run.parentId, run.model, {
        continues: run.continues,
        dropOldest: true,
        messageId: run.messageId,
      }),
    openProvider: () => navigate('/settings/providers'),
    openDeviceModels: () => navigate('/settings/device-models'),
  }

  return { actions: useLatest(actions), problem, forgive: () => setProblem(undefined) }
}

/** The same object for good, whose methods are the newest: no view need be drawn again because an act was renewed. */
const useLatest = <Methods extends object>(methods: Methods): Methods => {
  const [latest] = useState(() => createLatest(methods))
  useLayoutEffect(() => latest.renew(methods))
  return latest.methods
}

interface Latest<Methods> {
  readonly methods: Methods
  readonly renew: (methods: Methods) => void
}

const createLatest = <Methods extends object>(first: Methods): Latest<Methods> => {
  let current = first
  return {
    methods: new Proxy(first, { get: (_, name) => Reflect.get(current, name) }),
    renew: next => {
      current = next
    },
  }
}
