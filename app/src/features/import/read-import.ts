/**
 * Everything that can be taken over from files of other programs, and of Weft: the one way in for the import worker.
 * Files are read where they lie and never held whole; what is broken ends in the report and stops nothing else.
 */

import type { ImportEvent, ImportedThread } from '../transfer/imported-thread.ts'
import { asText } from './fields.ts'
import { openDocuments } from './open-documents.ts'
import { readDocument } from './read-document.ts'
import { createSkips } from './thread/skips.ts'

/** `File`s where there are some: only their names connect a picture that lies beside an export with its message. */
export async function* readImport(files: readonly Blob[], signal: AbortSignal): AsyncGenerator<ImportEvent> {
  const { documents, skipped, findAsset } = await openDocuments(files, signal)
  for (const line of skipped) yield { type: 'skipped', skipped: line }
  const total = documents.reduce((sum, document) => sum + document.packed, 0)
  const seen = createSeen()
  let before = 0
  for (const document of documents) {
    let done = before
    let told = before
    const onBytes = (bytes: number): void => {
      const share = document.size > 0 ? Math.min(1, bytes / document.size) : 1
      done = before + Math.round(document.packed * share)
    }
    for await (const event of readDocument(document, { signal, findAsset, onBytes })) {
      yield* seen.pass(event)
      if (done - told >= progressStep) {
        told = done
        yield { type: 'progress', done, total }
      }
    }
    before += document.packed
    yield { type: 'progress', done: before, total }
  }
}

/** Bytes between two words about how far it has come. */
const progressStep = 256 * 1024

interface Seen {
  readonly pass: (event: ImportEvent) => readonly ImportEvent[]
}

/**
 * The same conversation may lie in two files, and the same instructions in every conversation. An equal one is left
 * out; another one under the same name gets a name of its own, the same in every import.
 */
const createSeen = (): Seen => {
  const threads = new Map<string, string>()
  const offers = new Set<string>()
  const passThread = (thread: ImportedThread): readonly ImportEvent[] => {
    const print = fingerprint(thread)
    let sourceId = thread.sourceId
    for (let number = 2; ; number += 1) {
      const key = `${thread.source} ${sourceId}`
      const known = threads.get(key)
      if (known === undefined) {
        threads.set(key, print)
        return [{ type: 'thread', thread: { ...thread, sourceId } }]
      }
      if (known === print) {
        const skips = createSkips(thread.title ?? sourceId)
        skips.add('duplicate-id', false)
        return skips.lines().map(line => ({ type: 'skipped', skipped: line }))
      }
      sourceId = `${thread.sourceId}~${number}`
    }
  }
  return {
    pass: event => {
      if (event.type === 'thread') return passThread(event.thread)
      if (event.type === 'offer') {
        const key = asText(event.offer)
        if (offers.has(key)) return []
        offers.add(key)
      }
      return [event]
    },
  }
}

/** Tells two conversations of one name apart, in a few bytes for each of thousands. */
const fingerprint = ({ messages }: ImportedThread): string => {
  let length = 0
  for (const { parts } of messages)
    for (const part of parts) length += 'text' in part ? String(part.text).length : 1
  return `${messages.length} ${length} ${messages[0]?.sourceId ?? ''} ${messages.at(-1)?.sourceId ?? ''}`
}
