/** Keys of providers that lie in a file. Here only who they are for and their ends are read: nothing more leaves it. */

import type { ImportEvent } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf } from '../fields.ts'

/** Fields that hold a key by their names: `openaiApiKey`, `oaiKey`, `token`, `secret`. */
const keyName = /(?:api_?key|(?:^|[a-z])Key$|^key$|token$|secret)/i
/** What ends so and is none: which model, how many tokens. */
const otherName = /^(?:max|min|public|storage)|tokens$|type$/i

const shortestKey = 12

export const readKeys = (fields: Fields, provider: string): readonly ImportEvent[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'string' && value.length >= shortestKey && keyName.test(name) && !otherName.test(name)
      ? [
          {
            type: 'offer',
            offer: { type: 'key', provider: `${provider} ${name}`, ending: value.slice(-4) },
          } as const,
        ]
      : [],
  )

/** Through nested objects as well, a few levels down: settings keep their providers in lists. */
export const readNestedKeys = (value: unknown, provider: string): readonly ImportEvent[] => {
  const events: ImportEvent[] = []
  let level: readonly (readonly [string, unknown])[] = [[provider, value]]
  for (let depth = 0; depth < deepest; depth += 1) {
    const below: (readonly [string, unknown])[] = []
    for (const [name, each] of level) {
      const fields = fieldsOf(each)
      if (fields) events.push(...readKeys(fields, name))
      if (typeof each === 'object' && each !== null)
        for (const [key, child] of Object.entries(each))
          if (typeof child === 'object') below.push([nameOf(child, key, name), child])
    }
    if (below.length > mostLooks) break
    level = below
  }
  return events
}

const deepest = 5
const mostLooks = 5000

/** A list says nothing of its elements but a number; their own labels do. */
const nameOf = (child: unknown, key: string, above: string): string => {
  const fields = fieldsOf(child)
  for (const label of ['label', 'name', 'vId', 'id'])
    if (typeof fields?.[label] === 'string') return fields[label]
  return /^(?:\d+|setup|settings|config|options)$/.test(key) ? above : key
}
