/**
 * The lists in an export that may be longer than memory: they are passed over at first and read element by element
 * later, with the rest of the object at hand. Whatever else an object holds is one conversation at most.
 */

import type { JsonChoice, JsonKind, JsonPath } from './json/json-splitter.ts'

/** Objects that only hold such lists. */
const holders = new Set(['tables', 'chat-next-web-store'])

const topLists = new Set(['conversations', 'history', 'threads', 'chats', 'sessions'])

export const choiceOf = (path: JsonPath, kind: JsonKind): JsonChoice => {
  const [first, second] = path
  if (typeof first !== 'string') return path.length === 0 ? 'enter' : 'take'
  if (second === undefined) {
    if (kind === 'array' && topLists.has(first)) return 'pass'
    // Chatbox keeps each conversation under a name of its own.
    if (kind === 'object' && first.startsWith('session:')) return 'pass'
    return kind === 'object' && holders.has(first) ? 'enter' : 'take'
  }
  return kind === 'array' && (first === 'tables' || second === 'sessions') ? 'pass' : 'take'
}

/** The second time round: only what was passed over is read. */
export const listChoice =
  (lists: readonly JsonPath[]) =>
  (path: JsonPath, kind: JsonKind): JsonChoice => {
    if (path.length === 0) return 'enter'
    const key = JSON.stringify(path)
    if (lists.some(list => JSON.stringify(list) === key)) return kind === 'array' ? 'enter' : 'take'
    if (lists.some(list => list.length > path.length && path.every((step, index) => list[index] === step)))
      return 'enter'
    return lists.some(
      list => list.length === path.length - 1 && list.every((step, index) => path[index] === step),
    )
      ? 'take'
      : 'pass'
  }
