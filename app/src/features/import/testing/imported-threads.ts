/** Threads as a reader finds them, for tests of what is done with them. */

import type { ImportedMessage, ImportedThread } from '../../transfer/imported-thread.ts'

export const importedThread = (
  sourceId: string,
  messages: readonly Partial<ImportedMessage>[],
  rest: Partial<ImportedThread> = {},
): ImportedThread => ({
  source: 'chatgpt',
  sourceId,
  title: `About ${sourceId}`,
  createdAt: Date.UTC(2024, 4, 1),
  ...rest,
  messages: messages.map((message, index) => ({
    sourceId: `${sourceId}-${index}`,
    parentSourceId: index === 0 ? null : `${sourceId}-${index - 1}`,
    role: index % 2 === 0 ? 'user' : 'assistant',
    createdAt: Date.UTC(2024, 4, 1) + index * 60_000,
    parts: [{ type: 'text', text: `${sourceId} says ${index}` }],
    ...message,
  })),
})

export const lineOf = (
  sourceId: string,
  length: number,
  rest: Partial<ImportedThread> = {},
): ImportedThread =>
  importedThread(
    sourceId,
    Array.from({ length }, () => ({})),
    rest,
  )
