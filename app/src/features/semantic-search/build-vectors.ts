/**
 * Once through all threads, newest first: makes the vectors of what has none or has changed, and lets go of those whose
 * thread is gone. Says after each step how far it is.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { StorageError } from '../../core/store.ts'
import { type BuildError, type BuildThreadDeps, buildThread } from './build-thread.ts'
import type { MeaningProgress } from './meaning-state.ts'
import type { VectorKey } from './tables.ts'
import type { ThreadTexts, ThreadToRead } from './thread-texts.ts'
import type { TellVectorChange } from './vector-changes.ts'

export type Figures = Pick<MeaningProgress, 'done' | 'total' | 'bytes'>

export interface BuildDeps extends Pick<BuildThreadDeps, 'model' | 'store' | 'whenQuiet'> {
  readonly texts: ThreadTexts
  /** Makes the rows of a room whose rows are of another version, or that came in bulk. False when they cannot be made now. */
  readonly makeRows: (thread: ThreadToRead) => Promise<boolean>
  readonly tell: TellVectorChange
  readonly onFigures: (figures: Figures) => Promise<void>
}

export const buildVectors = async (
  deps: BuildDeps,
  signal: AbortSignal,
): Promise<Result<Figures, BuildError>> => {
  const { model, store, texts } = deps
  const [all, made] = [await texts.threads(), await store.made(model.id)]
  if (!all.ok) return all
  if (!made.ok) return made
  const here = new Set(all.value.map(({ roomId }) => roomId))
  const gone = [...made.value.values()].filter(({ key }) => !here.has(key[2])).map(({ key }) => key)
  const dropped = await dropGone(deps, gone)
  if (!dropped.ok) return dropped

  const threads = all.value.filter(({ isTrash }) => !isTrash)
  const isCurrent = ({ roomId, madeFrom }: ThreadToRead): boolean =>
    made.value.get(roomId)?.madeFrom === madeFrom
  let bytes = [...made.value].reduce((sum, [roomId, { size }]) => (here.has(roomId) ? sum + size : sum), 0)
  let done = sumOf(threads.filter(isCurrent))
  const total = sumOf(threads)
  const figures = (): Figures => ({ done: Math.min(total, Math.round(done)), total, bytes })
  await deps.onFigures(figures())

  for (const thread of threads.filter(each => !isCurrent(each))) {
    if (signal.aborted) return err({ type: 'stream-cut' })
    // Of no rows nothing would be made, and as it would be of this head, nobody would ever look again.
    if (!(await deps.makeRows(thread))) continue
    const messages = await texts.messages(thread.roomId)
    if (!messages.ok) return messages
    const before = done
    const onShare = (share: number): void => {
      done = before + share * thread.messageCount
      void deps.onFigures(figures())
    }
    const built = await buildThread({ ...deps, onShare }, thread, messages.value, signal)
    if (!built.ok) return built
    done = before + thread.messageCount
    bytes += built.value.size - (made.value.get(thread.roomId)?.size ?? 0)
    deps.tell({ type: 'thread', modelId: model.id, workspaceId: thread.workspaceId, roomId: thread.roomId })
    await deps.onFigures(figures())
  }
  return ok(figures())
}

const sumOf = (threads: readonly ThreadToRead[]): number =>
  threads.reduce((sum, { messageCount }) => sum + messageCount, 0)

const dropGone = async (
  { store, tell }: BuildDeps,
  keys: readonly VectorKey[],
): Promise<Result<void, StorageError>> => {
  if (keys.length === 0) return ok(undefined)
  const dropped = await store.drop(keys)
  for (const [modelId, workspaceId, roomId] of keys) tell({ type: 'thread', modelId, workspaceId, roomId })
  return dropped
}
