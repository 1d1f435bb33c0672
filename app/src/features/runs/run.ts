/**
 * One answer from its first try to its end. It belongs to one worker, which holds a lock of its name while it
 * lives; what it has is in the `runs` row within a second, and in the document once, when it ends.
 */

import { type Env, sleep } from '@weft/shared/env.ts'
import type { Result } from '@weft/shared/result.ts'
import type { ErrorPart, Part } from '@weft/shared/schema/part.ts'
import type { MessageStatus, Usage } from '@weft/shared/schema/message.ts'
import type { StartRun } from '../../worker/api.ts'
import type { ModelRequest, StreamPart } from '../providers/language-model.ts'
import type { ProviderError } from '../providers/provider-error.ts'
import { type Answer, emptyAnswer, keptParts, stepAnswer } from './answer.ts'
import { createCoalescer } from './coalesce.ts'
import type { LiveFrame } from './live-channel.ts'
import { retryDelay } from './retry.ts'
import type { Turns } from '../providers/turns.ts'
import type { RunRow, RunState } from './tables.ts'

/** Text older than a second survives a crash: this, plus the time of one relaxed write. */
const checkpointInterval = 700
/** Between tries to store a finished answer when storage refuses it. */
const storeAgainAfter = 3_000

export interface PreparedCall {
  readonly request: ModelRequest
  readonly open: (signal: AbortSignal) => AsyncIterable<StreamPart>
  /** Present when the prompt is larger than the model can read. */
  readonly tooLong?: { readonly tokens: number; readonly fits: number }
  /** Older messages left out because the person chose so. */
  readonly leftOut: number
  readonly cost: (usage: Usage) => number | undefined
}

export interface Completion {
  readonly parts: readonly Part[]
  readonly status: MessageStatus
  readonly usage?: Usage
  readonly cost?: number
  readonly timing: { readonly firstPart?: number; readonly total: number }
  readonly leftOut: number
}

export interface RunDeps {
  readonly env: Env
  readonly queue: Turns
  readonly prepare: (start: StartRun) => Promise<Result<PreparedCall, ProviderError>>
  readonly saveRow: (row: RunRow) => Promise<unknown>
  readonly deleteRow: (row: RunRow) => Promise<unknown>
  readonly post: (frame: LiveFrame) => void
  /** Writes the answer into the document. */
  readonly complete: (start: StartRun, completion: Completion) => Promise<Result<void, unknown>>
  /** Resolves when the browser says that there is a network, or when `signal` aborts. */
  readonly online: (signal: AbortSignal) => Promise<void>
}

export interface Run {
  readonly row: () => RunRow
  /** Ends it and keeps what it has. */
  readonly stop: () => void
  /** Ends it without an answer. */
  readonly cancel: () => void
  readonly retryNow: () => void
  /** The whole state, for a page that has just opened. */
  readonly sendWhole: () => void
  /** Resolves when its row is stored: from then on a crash loses no more than what has not come yet. */
  readonly begun: Promise<unknown>
  /** Resolves with how it ended, when nothing of it is left to do; null when it was given up. */
  readonly done: Promise<MessageStatus | null>
}

const endsAsInterrupted = (error: ProviderError): boolean =>
  error.type === 'stream-cut' || error.type === 'idle-timeout' || error.type === 'model-out-of-memory'

const toErrorPart = (error: ProviderError): ErrorPart => ({
  type: 'error',
  code: error.type,
  ...(error.status === undefined ? {} : { status: error.status }),
  ...(error.detail === undefined ? {} : { detail: error.detail }),
})

const statusByReason = {
  complete: 'complete',
  length: 'length',
  refused: 'refused',
  'tool-calls': 'tool-calls',
  unknown: 'complete',
} as const

const statusOf = (answer: Answer, stopped: boolean): MessageStatus => {
  if (stopped) return 'stopped'
  if (answer.end === null) return 'interrupted'
  if (answer.end.type === 'finished') return statusByReason[answer.end.reason]
  return endsAsInterrupted(answer.end.error) && answer.parts.length > 0 ? 'interrupted' : 'failed'
}

type StateFacts = Partial<Pick<RunRow, 'retryAt' | 'error' | 'counted'>>

/** What is known of one state says nothing of the next. */
const withState = (row: RunRow, state: RunState, facts: StateFacts = {}): RunRow => {
  const { retryAt: _at, error: _error, counted: _counted, ...rest } = row
  return { ...rest, ...facts, state }
}

export const startRun = (start: StartRun, startedAt: number, deps: RunDeps): Run => {
  const { env } = deps
  const ending = new AbortController()
  let wanted: 'answer' | 'stop' | 'cancel' = 'answer'
  let wake: () => void = () => {}
  let answer = emptyAnswer
  let frame = 0
  let row: RunRow = {
    messageId: start.messageId,
    workspaceId: start.workspaceId,
    threadId: start.threadId,
    parentId: start.parentId,
    model: start.model,
    continues: start.continues ?? false,
    state: 'waiting',
    startedAt,
    parts: [],
    frame: 0,
    attempt: 1,
  }
  let cancelCheckpoint: (() => void) | null = null
  let saving: Promise<unknown> = Promise.resolve()

  const coalescer = createCoalescer(env.clock, deltas => {
    frame += 1
    deps.post({ type: 'delta', messageId: row.messageId, frame, deltas })
  })

  /** What is stored or sent whole under a frame's number must be what the frames up to it add up to. */
  const save = (): Promise<unknown> => {
    coalescer.flush()
    cancelCheckpoint?.()
    cancelCheckpoint = null
    row = { ...row, parts: keptParts(answer), frame }
    const snapshot = row
    saving = saving.then(() => deps.saveRow(snapshot))
    return saving
  }

  const sendWhole = (): void => {
    coalescer.flush()
    deps.post({
      type: 'whole',
      messageId: row.messageId,
      frame,
      state: row.state,
      parts: answer.parts,
    })
  }

  const enter = (state: RunState, facts?: StateFacts): Promise<unknown> => {
    row = withState(row, state, facts)
    const saved = save()
    sendWhole()
    return saved
  }

  const take = (part: StreamPart): void => {
    const first = answer.firstPartAt === null
    const step = stepAnswer(answer, part, env.clock.now())
    answer = step.answer
    coalescer.push(step.deltas)
    // A delta says by itself that words come; the row learns it with the next checkpoint.
    if (first && answer.firstPartAt !== null) row = withState(row, 'streaming')
    cancelCheckpoint ??= env.clock.after(checkpointInterval, () => void save())
  }

  /** Sleeps until the time, a wish to try now, or the end. */
  const pause = (milliseconds: number): Promise<void> => {
    const awake = new AbortController()
    wake = () => awake.abort()
    return sleep(env.clock, milliseconds, AbortSignal.any([ending.signal, awake.signal]))
  }

  const ask = async (call: PreparedCall): Promise<void> => {
    answer = emptyAnswer
    if (deps.queue.isFull(start.model.providerId)) await enter('queued')
    const giveBack = await deps.queue.turn(start.model.providerId, ending.signal)
    if (!giveBack) return
    try {
      await enter('waiting')
      for await (const part of call.open(ending.signal)) {
        take(part)
        if (answer.end !== null) break
      }
    } finally {
      giveBack()
    }
  }

  /** True when the call is to be made again. */
  const waitToAskAgain = async (): Promise<boolean> => {
    if (ending.signal.aborted || answer.firstPartAt !== null || answer.end?.type !== 'failed') return false
    const { error } = answer.end
    if (error.type === 'network-offline') {
      await enter('offline', { error })
      const awake = new AbortController()
      wake = () => awake.abort()
      await deps.online(AbortSignal.any([ending.signal, awake.signal]))
      return !ending.signal.aborted
    }
    const delay = retryDelay(error, row.attempt, env.random.fraction())
    if (delay === null) return false
    await enter('retrying', { error, retryAt: env.clock.now() + delay })
    await pause(delay)
    row = { ...row, attempt: row.attempt + 1 }
    return !ending.signal.aborted
  }

  const untilEnded = (): Promise<void> =>
    new Promise(resolve => {
      if (ending.signal.aborted) return resolve()
      ending.signal.addEventListener('abort', () => resolve(), { once: true })
    })

  const call = async (): Promise<PreparedCall | null> => {
    const prepared = await deps.prepare(start)
    if (!prepared.ok) {
      answer = { ...answer, end: { type: 'failed', error: prepared.error } }
      return null
    }
    if (prepared.value.tooLong) {
      await enter('too-long', { counted: prepared.value.tooLong })
      await untilEnded()
      return prepared.value
    }
    do await ask(prepared.value)
    while (await waitToAskAgain())
    return prepared.value
  }

  const completionOf = (prepared: PreparedCall | null): Completion => {
    const parts: Part[] = [...keptParts(answer)]
    if (wanted !== 'stop' && answer.end?.type === 'failed') parts.push(toErrorPart(answer.end.error))
    const usage = answer.end?.type === 'finished' ? answer.end.usage : undefined
    const cost = usage && prepared?.cost(usage)
    return {
      parts,
      status: statusOf(answer, wanted === 'stop'),
      timing: {
        total: env.clock.now() - startedAt,
        ...(answer.firstPartAt === null ? {} : { firstPart: answer.firstPartAt - startedAt }),
      },
      leftOut: prepared?.leftOut ?? 0,
      ...(usage === undefined ? {} : { usage }),
      ...(cost === undefined ? {} : { cost }),
    }
  }

  /** The answer stays in the row until the document has it, however long storage refuses it. */
  const store = async (completion: Completion): Promise<void> => {
    for (;;) {
      const stored = await deps.complete(start, completion)
      if (stored.ok) return
      await save()
      await sleep(env.clock, storeAgainAfter)
    }
  }

  const begun = save()

  const live = async (): Promise<MessageStatus | null> => {
    await begun
    const prepared = await call()
    coalescer.flush()
    let status: MessageStatus | null = null
    if (wanted !== 'cancel') {
      const completion = completionOf(prepared)
      await store(completion)
      status = completion.status
    }
    cancelCheckpoint?.()
    await saving
    await deps.deleteRow(row)
    deps.post({ type: 'end', messageId: row.messageId })
    return status
  }

  const end = (as: 'stop' | 'cancel'): void => {
    if (wanted !== 'answer') return
    wanted = as
    ending.abort()
  }

  return {
    row: () => row,
    stop: () => end('stop'),
    cancel: () => end('cancel'),
    retryNow: () => wake(),
    sendWhole,
    begun,
    done: live(),
  }
}
