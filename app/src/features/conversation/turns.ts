/**
 * What stands at each step of a thread's path: a message of the person, an answer, or nothing, because the
 * message belongs to the answer above it (a step of a tool loop, or what *Continue* added). Pure; rows that are
 * not loaded stand alone until they are.
 */

import type { MessageId } from '@weft/shared/ids.ts'
import type { MessageRow } from '../threads/tables.ts'
import type { PathStep } from '../threads/thread-path.ts'

export type Entry =
  | { readonly type: 'unloaded'; readonly id: MessageId }
  | { readonly type: 'joined'; readonly id: MessageId }
  | Turn

/** Messages that read as one: a person's, or the answer's with its tool steps and continuations. */
export interface Turn {
  readonly type: 'turn'
  /** Of the first message: stays the same while the turn grows. */
  readonly id: MessageId
  readonly role: 'user' | 'assistant'
  readonly messages: readonly MessageRow[]
  /** The step whose versions the pager turns: the last one that has several, else the first. */
  readonly step: PathStep
}

/**
 * At each multiple of this a chain as long as this is cut, however the messages hang together, so that no import
 * can put a whole thread into one turn.
 */
const longestTurn = 64

type GetRow = (id: MessageId) => MessageRow | undefined

/** What stands at `index` of the path. Looks only at rows around it. */
export const entryAt = (steps: readonly PathStep[], index: number, get: GetRow): Entry => {
  const step = steps[index]
  if (!step) throw new Error(`No step ${index}`)
  const row = get(step.id)
  if (!row) return { type: 'unloaded', id: step.id }
  if (!startsTurn(steps, index, get)) return { type: 'joined', id: step.id }
  const messages = [row]
  let shown = step
  for (let next = index + 1; next < steps.length && !startsTurn(steps, next, get); next += 1) {
    const nextStep = steps[next]
    const nextRow = nextStep && get(nextStep.id)
    if (!nextRow) break
    messages.push(nextRow)
    if (nextStep.siblings.length > 1) shown = nextStep
  }
  return {
    type: 'turn',
    id: step.id,
    role: row.role === 'user' ? 'user' : 'assistant',
    messages,
    step: shown,
  }
}

const startsTurn = (steps: readonly PathStep[], index: number, get: GetRow): boolean => {
  if (!belongsToAbove(steps, index, get)) return true
  if (index % longestTurn !== 0) return false
  for (let above = index - 1; above > index - longestTurn; above -= 1) {
    if (!belongsToAbove(steps, above, get)) return false
  }
  return true
}

const belongsToAbove = (steps: readonly PathStep[], index: number, get: GetRow): boolean => {
  const step = steps[index]
  const stepAbove = steps[index - 1]
  const row = step && get(step.id)
  const above = stepAbove && get(stepAbove.id)
  if (!row || !above || row.role === 'user' || above.role === 'user') return false
  return row.continues || row.role === 'tool' || above.role === 'tool' || above.status === 'tool-calls'
}
