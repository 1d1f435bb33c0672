/** What a portable thread is called: as the person wrote, as a model did, or by the first words said. */

import { partsToText } from '@weft/shared/schema/part.ts'
import type { PortableThread } from './portable-thread.ts'

const longest = 80

/** Empty in a thread in which nothing was said. */
export const portableTitle = (thread: PortableThread): string => {
  if (thread.title) return thread.title
  if (thread.automaticTitle) return thread.automaticTitle
  const first = thread.messages.find(({ role, deleted }) => role === 'user' && !deleted)
  const words = first ? partsToText(first.parts).replace(/\s+/g, ' ').trim() : ''
  return Array.from(words.slice(0, 2 * longest))
    .slice(0, longest)
    .join('')
}
