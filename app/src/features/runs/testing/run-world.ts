/** Everything a run touches, in memory and under a hand-cranked clock, so that tests say what happens when. */

import { ok, err, type Result } from '@weft/shared/result.ts'
import type { MessageId, ProviderId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { type TestClock, testClock, testRandom } from '@weft/shared/testing/env.ts'
import type { MessageStatus, ModelRef } from '@weft/shared/schema/message.ts'
import type { StartRun } from '../../../worker/api.ts'
import type { ModelRequest, StreamPart } from '../../providers/language-model.ts'
import type { ProviderError } from '../../providers/provider-error.ts'
import type { Completion } from '../ending.ts'
import type { LiveFrame } from '../live-channel.ts'
import type { PreparedCall } from '../run.ts'
import { createTurns } from '../../providers/turns.ts'
import { createRuns, type Runs, type RunsDeps } from '../runs.ts'
import type { RunRow } from '../tables.ts'

export const startOf = (name: string): StartRun => ({
  workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId,
  threadId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as ThreadId,
  parentId: 'msg_pppppppppppppppppppppppppp' as MessageId,
  messageId: `msg_${name}` as MessageId,
  model: { providerId: 'prv_aaaaaaaaaaaaaaaaaaaaaaaaaa' as ProviderId, modelId: 'm', name: 'M' },
})

/** One call to the model, driven by the test. */
export interface Call {
  readonly start: StartRun
  readonly signal: AbortSignal
  readonly send: (...parts: readonly StreamPart[]) => void
  /** Ends the stream without a closing part, as a dead connection does. */
  readonly cut: () => void
}

export interface Ended {
  readonly model: ModelRef
  readonly status: MessageStatus
}

export interface RunWorld {
  readonly clock: TestClock
  readonly runs: Runs
  /** Calls in the order they were opened. */
  readonly calls: readonly Call[]
  readonly rows: Map<MessageId, RunRow>
  readonly completed: Map<MessageId, Completion>
  /** Who answered. */
  readonly answerers: Map<MessageId, ModelRef>
  readonly frames: LiveFrame[]
  /** Who answered what ended here, as those are told who go on from it. */
  readonly ended: readonly Ended[]
  readonly refuseToStore: (times: number) => void
  /** So often what is stored cannot be read: what a call needs, or what the person wishes. */
  readonly loseReads: (times: number) => void
  /** The thread goes for good, with its rows. Whoever stores an answer of it is told so. */
  readonly deleteThread: () => void
  /** How often an answer was to be stored, also in vain. */
  readonly storeTries: () => number
  /** The browser finds a network. */
  readonly goOnline: () => void
  /** The model of this device that answers without one. */
  readonly setFallback: (model: ModelRef | null) => void
  /** What the person wishes for a provider that cannot be reached. */
  readonly setWaits: (waits: boolean) => void
  /** Lets everything that can happen without time passing happen. */
  readonly settle: () => Promise<void>
  /** Another worker over the same rows and locks: a second tab, or this one after a reload. */
  readonly another: () => RunWorld
  /** This worker is gone: its locks are free and nothing it does reaches anyone. */
  readonly kill: () => void
}

export interface Prepared {
  /** Calls to one provider at once; two unless told otherwise. */
  readonly turns?: number
  readonly tooLong?: PreparedCall['tooLong']
  readonly problem?: ProviderError
}

interface Shared {
  readonly clock: TestClock
  readonly rows: Map<MessageId, RunRow>
  readonly completed: Map<MessageId, Completion>
  readonly answerers: Map<MessageId, ModelRef>
  readonly frames: LiveFrame[]
  readonly listeners: Set<(frame: LiveFrame, from: object) => void>
  readonly locks: Map<string, HeldLock>
  isDeleted: boolean
}

/** Handed on in the order in which it was asked for, as browsers do. */
interface HeldLock {
  readonly owner: object
  readonly waiting: readonly { readonly owner: object; readonly go: () => void }[]
}

const emptyRequest: ModelRequest = { modelId: 'm', instructions: '', messages: [], parameters: {} }

const createCall = (
  start: StartRun,
  signal: AbortSignal,
): Call & { readonly stream: AsyncIterable<StreamPart> } => {
  const parts: (StreamPart | null)[] = []
  let wake = (): void => {}
  const push = (part: StreamPart | null): void => {
    parts.push(part)
    wake()
  }
  signal.addEventListener('abort', () => push(null))
  async function* stream(): AsyncIterable<StreamPart> {
    for (;;) {
      const part = parts.shift()
      if (part === null) return
      if (part) yield part
      else await new Promise<void>(resolve => (wake = resolve))
    }
  }
  return { start, signal, stream: stream(), send: (...sent) => sent.forEach(push), cut: () => push(null) }
}

export const createRunWorld = (prepared: Prepared = {}, shared?: Shared): RunWorld => {
  const common: Shared = shared ?? {
    clock: testClock(),
    rows: new Map(),
    completed: new Map(),
    answerers: new Map(),
    frames: [],
    listeners: new Set(),
    locks: new Map(),
    isDeleted: false,
  }
  const { clock, rows, completed, answerers, frames, listeners, locks } = common
  const self = {}
  const calls: Call[] = []
  const ended: Ended[] = []
  let alive = true
  let refusals = 0
  let storeTries = 0
  let lostReads = 0
  let goOnline = (): void => {}
  let fallback: ModelRef | null = null
  let waits = false

  const readStored = (): void => {
    if (lostReads === 0) return
    lostReads -= 1
    throw new Error('The connection to the database is lost.')
  }

  const release = (name: string): void => {
    const [next, ...waiting] = locks.get(name)?.waiting ?? []
    if (!next) return void locks.delete(name)
    locks.set(name, { owner: next.owner, waiting })
    next.go()
  }

  const takeLock = (name: string): Promise<void> =>
    new Promise(go => {
      const held = locks.get(name)
      if (held) locks.set(name, { ...held, waiting: [...held.waiting, { owner: self, go }] })
      else {
        locks.set(name, { owner: self, waiting: [] })
        go()
      }
    })

  const withLock: RunsDeps['withLock'] = async (name, action) => {
    await takeLock(name)
    try {
      return await action()
    } finally {
      if (locks.get(name)?.owner === self) release(name)
    }
  }

  const loseLocks = (): void => {
    for (const [name, { owner, waiting }] of locks)
      locks.set(name, { owner, waiting: waiting.filter(waiter => waiter.owner !== self) })
    for (const name of [...locks.keys()].filter(held => locks.get(held)?.owner === self)) release(name)
  }

  const runs = createRuns({
    env: { clock, random: testRandom(1) },
    queue: createTurns(() => prepared.turns ?? 2),
    prepare: async (start): Promise<Result<PreparedCall, ProviderError>> => {
      readStored()
      return prepared.problem
        ? err(prepared.problem)
        : ok({
            request: emptyRequest,
            leftOut: 0,
            ...(prepared.tooLong ? { tooLong: prepared.tooLong } : {}),
            open: signal => {
              const call = createCall(start, signal)
              if (alive) calls.push(call)
              return call.stream
            },
            cost: () => 0.5,
          })
    },
    saveRow: async row => {
      if (alive) rows.set(row.messageId, row)
    },
    deleteRow: async row => {
      if (alive) rows.delete(row.messageId)
    },
    readRows: async () => [...rows.values()],
    post: frame => {
      if (!alive) return
      frames.push(frame)
      for (const listener of listeners) listener(frame, self)
    },
    onFrame: listener => listeners.add((frame, from) => from !== self && alive && listener(frame)),
    withLock,
    onOnline: listener => {
      goOnline = listener
    },
    fallback: async () => {
      readStored()
      return fallback
    },
    waitsForProvider: async () => {
      readStored()
      return waits
    },
    complete: async (start, completion) => {
      if (!alive) return new Promise(() => {})
      storeTries += 1
      if (common.isDeleted) return err({ type: 'room-deleted' })
      if (refusals > 0) {
        refusals -= 1
        return err({ type: 'storage-full' })
      }
      if (!completed.has(start.messageId)) {
        completed.set(start.messageId, completion)
        answerers.set(start.messageId, start.model)
      }
      return ok(undefined)
    },
    ended: ({ model }, status) => void ended.push({ model, status }),
  })

  return {
    clock,
    runs,
    calls,
    rows,
    completed,
    answerers,
    frames,
    ended,
    refuseToStore: times => {
      refusals = times
    },
    loseReads: times => {
      lostReads = times
    },
    deleteThread: () => {
      common.isDeleted = true
      rows.clear()
    },
    storeTries: () => storeTries,
    goOnline: () => goOnline(),
    setFallback: model => {
      fallback = model
    },
    setWaits: wish => {
      waits = wish
    },
    settle: async () => {
      for (let turn = 0; turn < 500; turn += 1) await Promise.resolve()
    },
    another: () => createRunWorld(prepared, common),
    kill: () => {
      alive = false
      loseLocks()
    },
  }
}

export const say = (text: string, id = 't'): readonly StreamPart[] => [
  { type: 'text-start', id },
  { type: 'text-delta', id, delta: text },
]

export const finish: StreamPart = {
  type: 'finish',
  reason: 'complete',
  usage: { inputTokens: 3, outputTokens: 2 },
}
