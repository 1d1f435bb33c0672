/**
 * One answer from its first try to its end. It belongs to one worker, which holds a lock of its name while it
 * lives; what it has is in the `runs` row within a second, and in the document once, when it ends.
 */

import { type Env, sleep } from '@weft/shared/env.ts'
import { err, type Result, type TaggedError, tryAsync } from '@weft/shared/result.ts'
import type { MessageStatus, ModelRef, Usage } from '@weft/shared/schema/message.ts'
import type { StartRun } from '../../worker/api.ts'
import type { ModelRequest, StreamPart } from '../providers/language-model.ts'
import { isTransient, type ProviderError } from '../providers/provider-error.ts'
import { emptyAnswer, keptParts, stepAnswer } from './answer.ts'
import { createCoalescer } from './coalesce.ts'
import { type Completion, completionOf, isGone } from './ending.ts'
import type { LiveFrame } from './live-channel.ts'
import { isAway, retryDelay } from './retry.ts'
import type { Turns } from '../providers/turns.ts'
import type { RunRow, RunState } from './tables.ts'
import type { Place, WaitingLines } from './waiting-lines.ts'

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

export interface RunDeps {
  readonly env: Env
  readonly queue: Turns
  readonly prepare: (start: StartRun) => Promise<Result<PreparedCall, ProviderError>>
  readonly saveRow: (row: RunRow) => Promise<unknown>
  readonly deleteRow: (row: RunRow) => Promise<unknown>
  readonly post: (frame: LiveFrame) => void
  /** Writes the answer into the document. */
  readonly complete: (start: StartRun, completion: Completion) => Promise<Result<void, TaggedError>>
  /** The model of this device that is to answer where there is no network; null: the run waits for one. */
  readonly fallback: (start: StartRun) => Promise<ModelRef | null>
  /** Whether a run waits for a provider that cannot be reached, as the person wished it. */
  readonly waitsForProvider: () => Promise<boolean>
}

/** Of all runs of a worker. */
export interface RunPlaces {
  readonly lines: WaitingLines
}

export interface Run {
  readonly row: () => RunRow
  /** Ends it and keeps what it has. */
  readonly stop: () => void
  /** Ends it without an answer. */
  readonly cancel: () => void
  /** Ends it and keeps nothing: its thread is gone. */
  readonly forget: () => void
  readonly retryNow: () => void
  /** The whole state, for a page that has just opened. */
  readonly sendWhole: () => void
  /** Resolves when its row is stored: from then on a crash loses no more than what has not come yet. */
  readonly begun: Promise<unknown>
  /** Resolves with how it ended, when nothing of it is left to do; null when nothing of it was kept. */
  readonly done: Promise<MessageStatus | null>
}

type StateFacts = Partial<Pick<RunRow, 'retryAt' | 'error' | 'counted' | 'waitsSince'>>

/** What is known of one state says nothing of the next. */
const withState = (row: RunRow, state: RunState, facts: StateFacts = {}): RunRow => {
  const { retryAt: _at, error: _error, counted: _counted, waitsSince: _since, ...rest } = row
  return { ...rest, ...facts, state }
}

/** Storage that cannot be read for a moment is nobody's answer: like a call that was cut, it is tried again. */
const toPassing = (cause: unknown): ProviderError => ({ type: 'stream-cut', detail: String(cause) })

/** Why it stands in line, and since when. */
type InLine = Required<Pick<RunRow, 'error' | 'waitsSince'>>

const lineState = ({ error }: InLine): RunState =>
  error.type === 'network-offline' ? 'offline' : 'unreachable'

/** `resumed`: it stood in line in a worker that is gone. */
export const startRun = (
  asked: StartRun,
  startedAt: number,
  deps: RunDeps & RunPlaces,
  resumed: InLine | null = null,
): Run => {
  const { env, lines } = deps
  let start = asked
  const ending = new AbortController()
  let wanted: 'answer' | 'stop' | 'cancel' = 'answer'
  let wake: () => void = () => {}
  let answer = emptyAnswer
  /** When the model was asked: what a message waited before is no time of the model's. */
  let askedAt = startedAt
  let place: Place | null = null
  let inLine: InLine | null = null
  /** Somebody was there in this try, whatever they said. */
  let isHeard = false
  let frame = 0
  let row: RunRow = {
    messageId: start.messageId,
    workspaceId: start.workspaceId,
    threadId: start.threadId,
    parentId: start.parentId,
    model: start.model,
    continues: start.continues ?? false,
    state: resumed ? lineState(resumed) : 'waiting',
    startedAt,
    parts: [],
    frame: 0,
    attempt: 1,
    ...resumed,
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
    if (first && answer.firstPartAt !== null) {
      row = withState(row, 'streaming')
      // What stood in line is asked again after a crash; what has begun to come must not be, from now on.
      if (inLine) void save()
    }
    if (!isHeard && !isNobodyThere()) {
      isHeard = true
      leaveLine()
      lines.reached(start.model.providerId)
    }
    cancelCheckpoint ??= env.clock.after(checkpointInterval, () => void save())
  }

  /** Failed before anything came. */
  const failure = (): ProviderError | null =>
    answer.firstPartAt === null && answer.end?.type === 'failed' ? answer.end.error : null

  const isNobodyThere = (): boolean => {
    const error = failure()
    return error !== null && isAway(error)
  }

  const leaveLine = (): void => {
    if (place) row = { ...row, attempt: 1 }
    place?.leave()
    place = null
    inLine = null
  }

  const standInLine = async (why: InLine, isResumed = false): Promise<void> => {
    const standing =
      place ?? lines.place(start.model.providerId, { askedFor: startedAt, id: start.messageId })
    place = standing
    inLine = why
    const turn = standing.turn(why.error, ending.signal, isResumed)
    wake = standing.tryNow
    await enter(lineState(why), why)
    await turn
  }

  /** Sleeps until the time, a wish to try now, or the end. */
  const pause = (milliseconds: number): Promise<void> => {
    const awake = new AbortController()
    wake = () => awake.abort()
    return sleep(env.clock, milliseconds, AbortSignal.any([ending.signal, awake.signal]))
  }

  const ask = async (call: PreparedCall): Promise<void> => {
    answer = emptyAnswer
    isHeard = false
    const { providerId } = start.model
    const isFull = deps.queue.isFull(providerId)
    // The place is taken before anything is waited for: whoever came first is asked first.
    const turn = deps.queue.turn(providerId, ending.signal)
    if (isFull) await enter('queued', inLine ?? {})
    const giveBack = await turn
    if (!giveBack) return
    try {
      await enter('waiting', inLine ?? {})
      askedAt = env.clock.now()
      for await (const part of call.open(ending.signal)) {
        take(part)
        if (answer.end !== null) break
      }
    } finally {
      giveBack()
    }
  }

  /** True when the same call is to be made again. */
  const waitToRetry = async (): Promise<boolean> => {
    const error = failure()
    if (ending.signal.aborted || error === null) return false
    // Where a line stands, its tries are enough, and its order counts.
    const isLineThere = (): boolean => isAway(error) && lines.reasonAt(start.model.providerId) !== undefined
    if (isLineThere()) return false
    const delay = retryDelay(error, row.attempt, env.random.fraction())
    if (delay === null) return false
    await enter('retrying', { error, retryAt: env.clock.now() + delay })
    await pause(delay)
    row = { ...row, attempt: row.attempt + 1 }
    return !ending.signal.aborted && !isLineThere()
  }

  /** True when a model of this device answers instead. */
  const takeFallback = async (): Promise<boolean> => {
    const fallback = await tryAsync(() => deps.fallback(start), toPassing)
    if (!fallback.ok || !fallback.value) return false
    leaveLine()
    start = { ...start, model: fallback.value }
    row = { ...row, model: fallback.value }
    return true
  }

  /** As the person wished it; while that cannot be read, whatever waits goes on waiting. */
  const isToWait = async (): Promise<boolean> => {
    const wished = await tryAsync(deps.waitsForProvider, toPassing)
    return wished.ok ? wished.value : inLine !== null
  }

  /** True when it is to be asked anew: later, or by another model. */
  const waitToBeReached = async (): Promise<boolean> => {
    const error = failure()
    if (ending.signal.aborted || error === null || !isAway(error)) return false
    if (error.type === 'network-offline') {
      if (await takeFallback()) return true
    } else if (!(await isToWait())) return false
    await standInLine({ error, waitsSince: inLine?.waitsSince ?? env.clock.now() })
    return !ending.signal.aborted
  }

  /** What comes when others wait already goes behind them, and gives them a reason to try. */
  const takePlace = async (): Promise<void> => {
    if (resumed) return standInLine(resumed, true)
    const error = lines.reasonAt(start.model.providerId)
    if (!error) return
    if (error.type === 'network-offline') {
      if (await takeFallback()) return
    } else if (!(await isToWait())) return
    lines.tryFirst(start.model.providerId)
    await standInLine({ error, waitsSince: env.clock.now() })
  }

  const untilEnded = (): Promise<void> =>
    new Promise(resolve => {
      if (ending.signal.aborted) return resolve()
      ending.signal.addEventListener('abort', () => resolve(), { once: true })
    })

  const prepare = async (): Promise<Result<PreparedCall, ProviderError>> => {
    const tried = await tryAsync(() => deps.prepare(start), toPassing)
    return tried.ok ? tried.value : err(tried.error)
  }

  /** True when it is to be prepared anew: what stands in line loses its place for nothing that passes. */
  const waitToPrepare = async (error: ProviderError): Promise<boolean> => {
    answer = { ...answer, end: { type: 'failed', error } }
    if (!inLine || !isTransient(error)) return waitToRetry()
    await standInLine(inLine)
    return !ending.signal.aborted
  }

  const call = async (): Promise<PreparedCall | null> => {
    await takePlace()
    for (;;) {
      // Made anew for each round: what has waited may find another key, another address, another model.
      const prepared = await prepare()
      if (!prepared.ok) {
        if (await waitToPrepare(prepared.error)) continue
        return null
      }
      if (prepared.value.tooLong) {
        leaveLine()
        await enter('too-long', { counted: prepared.value.tooLong })
        await untilEnded()
        return prepared.value
      }
      do await ask(prepared.value)
      while (await waitToRetry())
      if (!(await waitToBeReached())) return prepared.value
    }
  }

  /**
   * The answer stays in the row until the document has it, however long storage refuses it. False where there is no
   * document any more.
   */
  const store = async (completion: Completion): Promise<boolean> => {
    for (;;) {
      const stored = await deps.complete(start, completion)
      if (stored.ok) return true
      if (isGone(stored.error)) return false
      await save()
      await sleep(env.clock, storeAgainAfter)
    }
  }

  const begun = save()

  const live = async (): Promise<MessageStatus | null> => {
    await begun
    // Whatever happens to this one, those behind it go on.
    const prepared = await call().finally(leaveLine)
    coalescer.flush()
    let status: MessageStatus | null = null
    if (wanted !== 'cancel') {
      const isStopped = wanted === 'stop'
      const completion = completionOf(answer, isStopped, prepared, { askedAt, endedAt: env.clock.now() })
      if (await store(completion)) status = completion.status
    }
    cancelCheckpoint?.()
    await saving
    await deps.deleteRow(row)
    deps.post({ type: 'end', messageId: row.messageId })
    return status
  }

  const end = (as: 'stop' | 'cancel'): void => {
    if (wanted !== 'answer') return
    // Whoever gives up what waits may be late by a moment; what has come is kept.
    wanted = answer.firstPartAt === null ? as : 'stop'
    ending.abort()
  }

  return {
    row: () => row,
    stop: () => end('stop'),
    cancel: () => end('cancel'),
    forget: () => {
      wanted = 'cancel'
      ending.abort()
    },
    retryNow: () => wake(),
    sendWhole,
    begun,
    done: live(),
  }
}
