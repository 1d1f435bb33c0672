/**
 * One act on many threads: command after command, with figures and Cancel once it takes longer than a second, one Undo
 * for all that was done, and a word about each kind of failure. It goes on when the list that began it is left.
 */

import type { Result } from '@weft/shared/result.ts'
import { useLocation, useRoute } from 'wouter'
import { useText } from '../../../ui/i18n/use-text.ts'
import { speakOfBulkActs } from '../../../ui/i18n/catalogues/en-bulk.ts'
import { useUi } from '../../../ui/ui.tsx'
import type { EngineError } from '../../../worker/api.ts'
import { usePage } from '../../../worker/page-context.ts'
import type { BulkProblem } from './bulk-problem.ts'
import { type BulkChange, type BulkCommand, type ChosenThread, commandOf, undoOf } from './bulk-change.ts'
import { wordsOfChange } from './bulk-words.ts'
import { runEach } from './run-each.ts'

speakOfBulkActs()

/**
 * How many commands are under way. Those of threads are stored some at a time (`core/bulk-store.ts`): while one group is
 * written the next is sealed. Those for good are all of one document, one after the other.
 */
const widthOf = ({ type }: BulkChange): number => (type === 'forget' ? 4 : 64)

/** Milliseconds before progress is shown, and between two drawings of it. */
const quiet = 1_000
const everySo = 200

/** These would come to every other command too. */
const isFatal = ({ type }: EngineError): boolean => type.startsWith('storage-') || type === 'key-unopenable'

interface Running {
  readonly change: BulkChange
  readonly doing: string
  readonly threads: readonly ChosenThread[]
  readonly commandFor: (thread: ChosenThread) => BulkCommand | undefined
}

export const useBulkActs = (
  onProblem: (problem: BulkProblem) => void,
): ((change: BulkChange, threads: readonly ChosenThread[]) => Promise<void>) => {
  const { engine, env, ready } = usePage()
  const t = useText()
  const { toasts } = useUi()
  const [, navigate] = useLocation()
  const [, opened] = useRoute('/t/:threadId')

  const write = (command: BulkCommand): Promise<Result<void, EngineError>> =>
    engine.execute(command.name, command.args, command.name === 'thread.forget' ? 'at-once' : 'in-bulk')

  const run = async ({ change, doing, threads, commandFor }: Running) => {
    const stop = new AbortController()
    const begun = env.clock.now()
    let drawn = begun + quiet - everySo
    const outcome = await runEach(
      threads,
      async thread => {
        const command = commandFor(thread)
        return command === undefined ? { ok: true, value: undefined } : write(command)
      },
      {
        width: widthOf(change),
        signal: stop.signal,
        isFatal,
        onProgress: tried => {
          const now = env.clock.now()
          if (now - drawn < everySo || tried === threads.length) return
          drawn = now
          toasts.show({
            text: doing,
            progress: {
              done: tried / threads.length,
              figures: t('bulk.figures', { done: tried, total: threads.length }),
            },
            act: { label: t('common.cancel'), run: () => stop.abort() },
          })
        },
      },
    )
    // Progress stays until something takes its place, and what was not done at all says nothing here.
    if (toasts.get()?.progress) toasts.dismiss()
    const problem = outcome.failed[0]?.problem
    if (problem !== undefined)
      onProblem({
        error: problem,
        done: outcome.done.length,
        failed: outcome.failed.length,
        left: outcome.left,
      })
    return outcome
  }

  /** What was done of how many, also where it was stopped half way. */
  const sayDone = (words: string, left: number): string =>
    left === 0 ? words : t('bulk.stopped', { done: words, count: left })

  const undo = async (change: BulkChange, threads: readonly ChosenThread[]): Promise<void> => {
    const words = wordsOfChange[change.type]
    const outcome = await run({
      change,
      doing: t('bulk.undoing'),
      threads,
      commandFor: thread => undoOf(change, thread),
    })
    const { done, left } = outcome
    if (done.length > 0) toasts.show({ text: sayDone(t(words.undone, { count: done.length }), left) })
  }

  return async (change, threads) => {
    const home = await ready
    const words = wordsOfChange[change.type]
    const outcome = await run({
      change,
      doing: t(words.doing),
      threads,
      commandFor: thread => commandOf(change, thread, home),
    })
    const { done, left } = outcome
    // What failed is told where it was asked for; where nothing was done there is nothing else to tell.
    if (done.length === 0) return
    // A thread that leaves the lists is not looked at any longer.
    const leaves = change.type === 'archive' || change.type === 'trash'
    if (leaves && done.some(({ threadId }) => threadId === opened?.['threadId'])) navigate('/')
    const values = {
      count: done.length,
      ...(change.type === 'move' ? { folder: change.folderName } : {}),
    }
    toasts.show({
      text: sayDone(t(words.done, values), left),
      ...(change.type === 'forget'
        ? {}
        : { act: { label: t('common.undo'), run: () => void undo(change, done) } }),
    })
  }
}
