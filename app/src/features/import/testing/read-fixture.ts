/** Reads files as an import would, and writes what came out as lines that a person can compare with the file. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  ImportedPart,
  ImportedThread,
  ImportEvent,
  ImportOffer,
  Skipped,
} from '../../transfer/imported-thread.ts'
import { readImport } from '../read-import.ts'

export const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(import.meta.dirname, '../__fixtures__', name)))

export interface ReadAll {
  readonly events: readonly ImportEvent[]
  readonly threads: readonly ImportedThread[]
  readonly offers: readonly ImportOffer[]
  readonly skipped: readonly Skipped[]
}

export const readAll = async (
  ...files: readonly (Blob | Uint8Array<ArrayBuffer> | string)[]
): Promise<ReadAll> => {
  const blobs = files.map(file => (file instanceof Blob ? file : new Blob([file])))
  const events: ImportEvent[] = []
  for await (const event of readImport(blobs, new AbortController().signal)) events.push(event)
  return {
    events,
    threads: events.flatMap(event => (event.type === 'thread' ? [event.thread] : [])),
    offers: events.flatMap(event => (event.type === 'offer' ? [event.offer] : [])),
    skipped: events.flatMap(event => (event.type === 'skipped' ? [event.skipped] : [])),
  }
}

const partLine = (part: ImportedPart): string => {
  switch (part.type) {
    case 'text':
      return part.text
    case 'reasoning':
      return `thought${part.duration === undefined ? '' : ` ${part.duration} ms`}: ${part.text}`
    case 'tool-call':
      return `call ${part.callId} ${part.name}(${part.input})`
    case 'tool-result':
      return `result ${part.callId} ${part.name}${part.failed ? ' failed' : ''}: ${part.output}`
    case 'source':
      return `source ${part.title} ${part.url ?? ''} ${part.quote ?? ''}`.trim()
    case 'file': {
      const { content } = part
      const held =
        content.type === 'text' ? content.text : content.type === 'bytes' ? content.bytes.length : ''
      return `file ${part.name} ${part.mediaType ?? ''} ${content.type} ${held}`.trim()
    }
    default:
      return part.type
  }
}

/** `name < parent role model status time`, and its parts below it. */
export const lines = ({ messages }: ImportedThread): readonly string[] =>
  messages.flatMap(({ sourceId, parentSourceId, role, model, status, createdAt, parts }) => [
    [
      `${sourceId} < ${parentSourceId ?? '·'}`,
      role,
      model,
      status,
      createdAt === undefined ? undefined : new Date(createdAt).toISOString(),
    ]
      .filter(word => word !== undefined)
      .join(' '),
    ...parts.map(part => `  ${partLine(part)}`),
  ])

export const reasons = (skipped: readonly Skipped[]): readonly string[] =>
  skipped.map(({ reason, kept, message, detail }) =>
    [reason, kept ? 'kept' : 'left', message ?? '', detail ?? ''].join(' ').trim(),
  )
