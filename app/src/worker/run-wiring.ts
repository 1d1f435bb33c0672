/** Runs, wired to the engine: rows in the device's tables, frames on the live channel, answers by command. */

import type { Env } from '@weft/shared/env.ts'
import { thisDeviceId } from '@weft/shared/ids.ts'
import type { Database } from '../core/database.ts'
import { costOf } from '../features/providers/cost.ts'
import { countPromptTokens } from '../features/providers/count-tokens.ts'
import { chooseFallback } from '../features/runs/fallback.ts'
import { type LiveFrame, liveChannelName } from '../features/runs/live-channel.ts'
import { type PrepareDeps, prepareCall } from '../features/runs/prepare.ts'
import type { RunDeps } from '../features/runs/run.ts'
import { createTurns } from '../features/providers/turns.ts'
import { createRuns, type Runs } from '../features/runs/runs.ts'
import type { RunRow } from '../features/runs/tables.ts'
import { threadField, threadFields } from '../features/threads/thread-doc.ts'
import type { Attachments } from './attachments.ts'
import type { EngineParts } from './engine-parts.ts'
import type { ModelKnowledge } from './model-knowledge.ts'
import { type TitleDeps, writeTitle } from './title-writer.ts'

export interface RunWiring {
  readonly env: Env
  readonly parts: EngineParts
  readonly knowledge: ModelKnowledge
  readonly attachments: Attachments
  readonly stream: PrepareDeps['stream']
  readonly headline: TitleDeps['headline']
  /** With relaxed durability: checkpoints come often and a power cut may cost the last of them. */
  readonly checkpoints: Database
}

/** Four are no more than most providers let one key have, or a machine at home can serve. A model on this device does one thing at a time. */
const callsAtOnce = (providerId: string): number => (providerId === thisDeviceId ? 1 : 4)

const completeBy =
  (parts: EngineParts, env: Env): RunDeps['complete'] =>
  (start, completion) => {
    const { workspaceId, threadId, messageId, parentId, model, continues } = start
    const { leftOut, ...rest } = completion
    return parts.commands.execute('message.complete', {
      workspaceId,
      threadId,
      messageId,
      parentId,
      model,
      continues: continues ?? false,
      role: 'assistant',
      createdAt: env.clock.now(),
      ...rest,
      ...(leftOut > 0 ? { leftOut } : {}),
    })
  }

export const wireRuns = ({
  env,
  parts,
  knowledge,
  attachments,
  stream,
  headline,
  checkpoints,
}: RunWiring): Runs => {
  const channel = new BroadcastChannel(liveChannelName)
  const runRows = checkpoints.table<RunRow, string>('runs')

  const viewOf: PrepareDeps['view'] = async (workspaceId, threadId) => {
    const room = await parts.rooms.open({ workspaceId, roomId: threadId })
    const view = await room.view()
    return view.ok ? view.value : null
  }

  const prepareDeps: PrepareDeps = {
    view: viewOf,
    access: knowledge.access,
    model: knowledge.model,
    instructions: knowledge.instructions,
    readAttachment: workspaceId => attachment => attachments.readOrFetch(workspaceId, attachment),
    stream,
    countTokens: countPromptTokens,
    costOf,
  }

  return createRuns({
    env,
    queue: createTurns(callsAtOnce),
    prepare: start => prepareCall(start, prepareDeps),
    saveRow: row => parts.connection.run(() => runRows.put(row)),
    deleteRow: row => parts.connection.run(() => runRows.delete(row.messageId)),
    // What cannot be read now is taken up at the next start.
    readRows: async () => {
      const read = await parts.connection.run(() => runRows.toArray())
      return read.ok ? read.value : []
    },
    post: frame => channel.postMessage(frame),
    onFrame: listener => {
      // Frames come from this origin's own workers and pages, which are all of one build or say so by failing.
      channel.addEventListener('message', (event: MessageEvent<LiveFrame>) => listener(event.data))
    },
    withLock: (name, action) => navigator.locks.request(name, action),
    onOnline: listener => globalThis.addEventListener('online', listener),
    fallback: start =>
      chooseFallback(start.model, {
        ofThread: async () => {
          const view = await viewOf(start.workspaceId, start.threadId)
          return view && threadField(view, threadFields.fallback)
        },
        ofAll: knowledge.fallbackModel,
        isHere: knowledge.isHere,
      }),
    waitsForProvider: async () => (await knowledge.whenUnreachable()) === 'send',
    complete: completeBy(parts, env),
    ended: (start, status) => {
      if (status !== 'complete' && status !== 'length') return
      void writeTitle(start, {
        rooms: parts.rooms,
        commands: parts.commands,
        knowledge,
        stream,
        headline,
        isOnline: () => navigator.onLine,
      })
    },
  })
}
