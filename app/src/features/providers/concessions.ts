/**
 * Parts of a request that are only ours: how usage is asked for, what the limit and the role are called, whether
 * a summary of the reasoning is wanted, whether the server holds the model to JSON that the instructions ask for anyway.
 * A server that refuses one is asked again without it, and the lesson is kept for as long as the worker lives. What the
 * person chose is never given up.
 */

import type { Opened } from './answer-stream.ts'
import type { ProviderError } from './provider-error.ts'

export type Concession =
  | 'usage'
  | 'limit-name'
  | 'instructions-role'
  | 'thoughts'
  | 'reasoning-summary'
  | 'encrypted-reasoning'
  | 'json-mode'

export interface ConcessionRule {
  readonly concession: Concession
  /** What the server says when it takes offence at this part. */
  readonly refusedBy: RegExp
}

const notTaken =
  'not supported|unsupported|unrecognized|unknown|unexpected|extra|not permitted|not allowed|does not support|invalid'

const refusal = (part: string): RegExp =>
  new RegExp(`(?:${notTaken})[^]{0,120}(?:${part})|(?:${part})[^]{0,120}(?:${notTaken})`, 'i')

export const chatConcessions: readonly ConcessionRule[] = [
  { concession: 'usage', refusedBy: /stream_options|include_usage/i },
  { concession: 'limit-name', refusedBy: refusal('max_(?:completion_)?tokens') },
  {
    concession: 'instructions-role',
    refusedBy:
      /(?:developer|system)\W{0,3} role|role\W{1,4}(?:developer|system)|only user(?:,| and) assistant roles/i,
  },
  { concession: 'thoughts', refusedBy: /thinking|include_thoughts|extra_body/i },
  { concession: 'json-mode', refusedBy: /response_format|json_object|json mode/i },
]

export const responsesConcessions: readonly ConcessionRule[] = [
  { concession: 'encrypted-reasoning', refusedBy: /encrypted/i },
  { concession: 'reasoning-summary', refusedBy: /reasoning\.summary|reasoning summar|verified|'reasoning'/i },
  { concession: 'json-mode', refusedBy: /text\.format|json_object|json mode/i },
]

/** What was learned about a model of a server. */
export interface Concessions {
  readonly of: (key: string) => ReadonlySet<Concession>
  readonly add: (key: string, concession: Concession) => void
}

export const createConcessions = (): Concessions => {
  const madeByKey = new Map<string, Set<Concession>>()
  return {
    of: key => new Set(madeByKey.get(key)),
    add: (key, concession) => madeByKey.set(key, new Set([...(madeByKey.get(key) ?? []), concession])),
  }
}

/** Calls, and calls again without what was refused, at most once for each rule. */
export const openWithConcessions = async (
  concessions: Concessions,
  key: string,
  rules: readonly ConcessionRule[],
  attempt: (made: ReadonlySet<Concession>) => Promise<Opened>,
): Promise<Opened> => {
  const made = concessions.of(key)
  const opened = await attempt(made)
  if (opened.ok || !isAboutTheRequest(opened.error)) return opened
  const rule = rules.find(
    ({ concession, refusedBy }) => !made.has(concession) && refusedBy.test(opened.error.detail ?? ''),
  )
  if (!rule) return opened
  concessions.add(key, rule.concession)
  return openWithConcessions(concessions, key, rules, attempt)
}

/** Some servers on one's own machine call a template's objection to a role an error of their own. */
const isAboutTheRequest = ({ type, status }: ProviderError): boolean =>
  type === 'request-refused' || (type === 'provider-failed' && status === 500)
