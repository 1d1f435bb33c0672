/**
 * One thread of a history: a tree that grows a message at a time, question and answer in turn, with answers that were
 * asked for again and questions that were written anew, each of which goes on as a branch of its own.
 */

import { createId, type MessageId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import type { PortableMessage } from '../../../app/src/features/transfer/portable-thread.ts'
import type { Dice } from './dice.ts'
import type { HistoryFile } from './files.ts'
import { answer, question } from './message-text.ts'
import { sentences } from './prose.ts'
import { answerTakes, personTakes } from './rhythm.ts'
import { stampOf } from './stamp-of.ts'
import { identifier } from './vocabulary.ts'
import type { Language } from './words.ts'

export interface ThreadPlan {
  readonly language: Language
  /** Messages of all branches together. */
  readonly count: number
  readonly beganAt: number
  readonly model: ModelRef
  readonly branches: boolean
  readonly files: readonly HistoryFile[]
  readonly shares: {
    readonly code: number
    readonly reasoning: number
    readonly tools: number
    readonly files: number
  }
}

export interface GrownThread {
  readonly messages: readonly PortableMessage[]
  /** The newest message of the branch that is shown. */
  readonly leaf: MessageId
  readonly endedAt: number
}

interface Grown {
  readonly id: MessageId
  readonly parentId: MessageId | null
  readonly role: 'user' | 'assistant' | 'tool'
}

/** How many branches a thread that has them gets at the most; the rest of its messages stand in line. */
const mostBranches = 6

export const growThread = (dice: Dice, plan: ThreadPlan): GrownThread => {
  const { language, count, model, shares } = plan
  const messages: PortableMessage[] = []
  let at = plan.beganAt
  let tip: Grown | undefined
  let branchesLeft = plan.branches ? dice.between(1, mostBranches) : 0
  let openCall: string | undefined

  const add = (role: Grown['role'], parentId: MessageId | null, parts: readonly Part[], more = {}): void => {
    const id = createId(dice.random, 'msg')
    messages.push({
      id,
      parentId,
      role,
      stamp: stampOf(at),
      createdAt: at,
      parts: [...parts],
      status: 'complete',
      ...more,
    })
    tip = { id, parentId, role }
  }

  const ask = (parentId: MessageId | null): void => {
    at += personTakes(dice)
    const text: Part = { type: 'text', text: question(dice, language, { code: shares.code / 3 }) }
    const file = plan.files.length > 0 && dice.chance(shares.files) ? dice.pick(plan.files) : undefined
    add('user', parentId, file ? [file.part, text] : [text])
  }

  const reply = (parentId: MessageId): void => {
    const takes = answerTakes(dice)
    at += takes
    const reasoning: readonly Part[] = dice.chance(shares.reasoning)
      ? [{ type: 'reasoning', text: sentences(dice, language, dice.between(2, 9)), duration: takes >> 1 }]
      : []
    const text = answer(dice, language, { code: shares.code })
    add('assistant', parentId, [...reasoning, { type: 'text', text }], {
      model,
      usage: { inputTokens: dice.between(40, 9_000), outputTokens: 1 + (text.length >> 2) },
      timing: { firstPart: Math.min(takes, dice.between(180, 2_000)), total: takes },
      ...(dice.chance(0.01) ? { rating: dice.pick(['good', 'bad'] as const) } : {}),
    })
  }

  const call = (parentId: MessageId): void => {
    at += answerTakes(dice)
    openCall = `call_${identifier(dice)}${dice.between(1, 999)}`
    const input = JSON.stringify({ query: identifier(dice) })
    const part: Part = { type: 'tool-call', callId: openCall, name: 'web_search', input }
    add('assistant', parentId, [part], { model, status: 'tool-calls' })
  }

  const answerCall = (callId: string, parentId: MessageId): void => {
    at += dice.between(200, 3_000)
    const output = sentences(dice, language, dice.between(1, 4))
    add('tool', parentId, [{ type: 'tool-result', callId, name: 'web_search', output, failed: false }])
    openCall = undefined
  }

  /** Goes back to a message that was written and does it once more: what follows stands beside what was there. */
  const branch = (): boolean => {
    const written = dice.pick(messages)
    if (written.role === 'tool' || written.status === 'tool-calls') return false
    if (written.role === 'user') ask(written.parentId)
    else if (written.parentId !== null) reply(written.parentId)
    branchesLeft -= 1
    return true
  }

  while (messages.length < count) {
    if (branchesLeft > 0 && messages.length >= 2 && openCall === undefined && dice.chance(0.25) && branch())
      continue
    if (tip === undefined) ask(null)
    else if (openCall !== undefined) answerCall(openCall, tip.id)
    else if (tip.role === 'assistant') ask(tip.id)
    else if (tip.role === 'user' && dice.chance(shares.tools) && messages.length + 2 < count) call(tip.id)
    else reply(tip.id)
  }
  if (tip === undefined) throw new Error('A thread has one message at least')
  return { messages, leaf: tip.id, endedAt: at }
}
