/** Lines of the report about one thread, bounded: a thread of a million broken messages is one line that says so. */

import type { SkipReason, Skipped } from '../../transfer/imported-thread.ts'

export interface Skips {
  readonly add: (reason: SkipReason, kept: boolean, message?: string, detail?: string) => void
  readonly lines: () => readonly Skipped[]
}

/** Lines of one reason in one thread. Against a file whose report would be larger than the file. */
const mostLines = 50

/** Characters of a name or a detail that the report quotes. */
const mostText = 300

export const createSkips = (thread: string): Skips => {
  const lines: Skipped[] = []
  const counts = new Map<string, number>()
  const beyond = new Map<string, { readonly reason: SkipReason; readonly kept: boolean; count: number }>()
  return {
    add: (reason, kept, message, detail) => {
      const kind = `${reason} ${kept}`
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      if (count > mostLines) {
        const more = beyond.get(kind)
        if (more) more.count += 1
        else beyond.set(kind, { reason, kept, count: 1 })
        return
      }
      lines.push({
        reason,
        kept,
        thread: shorten(thread),
        ...(message === undefined ? {} : { message: shorten(message) }),
        ...(detail === undefined ? {} : { detail: shorten(detail) }),
      })
    },
    lines: () => [
      ...lines,
      ...[...beyond.values()].map(({ reason, kept, count }) => ({
        reason,
        kept,
        count,
        thread: shorten(thread),
      })),
    ],
  }
}

export const shorten = (text: string): string =>
  text.length > mostText ? `${text.slice(0, mostText)}…` : text
