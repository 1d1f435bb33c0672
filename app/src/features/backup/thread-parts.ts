/** A long thread in several records: each is a thread of its own to whoever reads it, and merges with the one before. */

import type { PortableMessage, PortableThread } from '../transfer/portable-thread.ts'

/** Characters of JSON; about as many bytes. A person's longest answer stands in one. */
const partLength = 2 * 1024 * 1024

/** Messages stay in their order; a single one that is longer is a part of its own. */
export const threadParts = (thread: PortableThread, limit = partLength): readonly PortableThread[] => {
  const parts: PortableMessage[][] = [[]]
  let length = 0
  for (const message of thread.messages) {
    const own = JSON.stringify(message).length
    if (length > 0 && length + own > limit) {
      parts.push([])
      length = 0
    }
    parts.at(-1)?.push(message)
    length += own
  }
  return parts.map(messages => ({ ...thread, messages }))
}
