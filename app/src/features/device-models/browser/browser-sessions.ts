/**
 * Sessions of the browser's own model. A session has read everything so far, so the next message of the same line costs
 * only itself. Every answer is made by a copy: one that is stopped or breaks leaves the session as it was.
 */

import type { Clock } from '@weft/shared/env.ts'
import { type BrowserPrompt, toApiMessages, toInitialPrompts, turnsAfter } from './browser-prompt.ts'
import type { PromptApi, PromptMessage, PromptOptions, PromptSession } from './prompt-api.ts'

export interface Borrowed {
  readonly session: PromptSession
  /** What it is still to be asked. */
  readonly input: readonly PromptMessage[]
  /** Ends the use, once. With the answer that it gave, it stays for what comes after that. */
  readonly giveBack: (answer?: string) => void
}

export interface BrowserSessions {
  /** @throws what the API throws; the signal's reason when that has aborted. */
  readonly borrow: (prompt: BrowserPrompt, seesPictures: boolean, signal: AbortSignal) => Promise<Borrowed>
}

/** Each holds the memory of everything it has read: a thread's, and that of a title or of another thread. */
const most = 2

/** Milliseconds without a question after which they give it back. */
const idleFor = 5 * 60_000

interface Kept {
  readonly session: PromptSession
  readonly seen: BrowserPrompt
  readonly seesPictures: boolean
}

export const promptOptions = (seesPictures: boolean): PromptOptions => ({
  // Without languages: nobody knows what a person is going to write.
  expectedInputs: seesPictures ? [{ type: 'text' }, { type: 'image' }] : [{ type: 'text' }],
})

export const createBrowserSessions = (api: Pick<PromptApi, 'create'>, clock: Clock): BrowserSessions => {
  /** Used last, last. */
  let kept: readonly Kept[] = []
  let borrowed = 0
  let cancelIdle: (() => void) | undefined

  const keepOnly = (next: readonly Kept[]): void => {
    const before = kept
    kept = next.slice(-most)
    for (const each of before) if (!kept.includes(each)) each.session.destroy()
  }

  const rest = (): void => {
    borrowed -= 1
    if (borrowed === 0) cancelIdle = clock.after(idleFor, () => keepOnly([]))
  }

  /** Whatever has read the most of it. */
  const known = (prompt: BrowserPrompt, seesPictures: boolean): Kept | undefined =>
    kept
      .filter(each => each.seesPictures === seesPictures && turnsAfter(each.seen, prompt) !== undefined)
      .toSorted((one, other) => other.seen.turns.length - one.seen.turns.length)[0]

  const begin = async (prompt: BrowserPrompt, seesPictures: boolean, signal: AbortSignal): Promise<Kept> => {
    const { instructions } = prompt
    const turns = prompt.turns.slice(0, -1)
    const session = await untilMade(signal, made =>
      api.create({
        ...promptOptions(seesPictures),
        initialPrompts: toInitialPrompts(instructions, turns),
        signal: made,
      }),
    )
    return { session, seen: { instructions, turns }, seesPictures }
  }

  /** One that the browser has destroyed meanwhile gives no copy ever again: whoever tries again begins a new one. */
  const copyOf = async (base: Kept, signal: AbortSignal): Promise<PromptSession> => {
    try {
      return await base.session.clone({ signal })
    } catch (cause) {
      if (!signal.aborted) keepOnly(kept.filter(each => each !== base))
      throw cause
    }
  }

  return {
    borrow: async (prompt, seesPictures, signal) => {
      cancelIdle?.()
      borrowed += 1
      try {
        const base = known(prompt, seesPictures) ?? (await begin(prompt, seesPictures, signal))
        keepOnly([...kept.filter(each => each !== base), base])
        const session = await copyOf(base, signal)
        let isBack = false
        return {
          session,
          input: toApiMessages(turnsAfter(base.seen, prompt) ?? []),
          giveBack: answer => {
            if (isBack) return
            isBack = true
            if (answer === undefined) session.destroy()
            else
              keepOnly([
                ...kept.filter(each => each !== base),
                { session, seen: withAnswer(prompt, answer), seesPictures },
              ])
            rest()
          },
        }
      } catch (cause) {
        rest()
        throw cause
      }
    },
  }
}

const withAnswer = ({ instructions, turns }: BrowserPrompt, answer: string): BrowserPrompt => ({
  instructions,
  turns: [...turns, { role: 'assistant', content: [{ type: 'text', text: answer }] }],
})

/** The signal of a creation would end the session later on, too; this one ends with the creation. */
const untilMade = async <Made>(
  signal: AbortSignal,
  make: (signal: AbortSignal) => Promise<Made>,
): Promise<Made> => {
  signal.throwIfAborted()
  const making = new AbortController()
  const stop = (): void => making.abort(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await make(making.signal)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
