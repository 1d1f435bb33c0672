/** What file an export becomes: one document, or an archive of several. The dialog names it before it is written. */

import type { PortableThread } from '../transfer/portable-thread.ts'
import type { ExportFormat, ExportOptions } from './export-request.ts'

interface Shape {
  readonly ending: string
  readonly mediaType: string
  /** Each thread is a document of its own; else all of them are one. */
  readonly isPerThread: boolean
  /** Of the one document of all threads, within an archive. */
  readonly documentName: string
  /** Attachments can stand beside it. */
  readonly takesFiles: boolean
  /** Deleted messages are in it, marked. */
  readonly hasDeleted: boolean
  /** Versions that are not shown are in it whether or not they are asked for. */
  readonly isWholeTree: boolean
}

export const shapeOf: Readonly<Record<ExportFormat, Shape>> = {
  markdown: {
    ending: '.md',
    mediaType: 'text/markdown',
    isPerThread: true,
    documentName: '',
    takesFiles: true,
    hasDeleted: false,
    isWholeTree: false,
  },
  html: {
    ending: '.html',
    mediaType: 'text/html',
    isPerThread: true,
    documentName: 'index.html',
    takesFiles: false,
    hasDeleted: false,
    isWholeTree: false,
  },
  json: {
    ending: '.json',
    mediaType: 'application/json',
    isPerThread: false,
    documentName: 'weft.json',
    takesFiles: true,
    hasDeleted: true,
    isWholeTree: true,
  },
  'fine-tuning': {
    ending: '.jsonl',
    mediaType: 'application/jsonl',
    isPerThread: false,
    documentName: 'fine-tuning.jsonl',
    takesFiles: false,
    hasDeleted: false,
    isWholeTree: true,
  },
  chatgpt: {
    ending: '.json',
    mediaType: 'application/json',
    isPerThread: false,
    documentName: 'conversations.json',
    takesFiles: true,
    hasDeleted: false,
    isWholeTree: true,
  },
}

export const isArchive = ({ format, withFiles }: ExportOptions, threads: number): boolean => {
  const { isPerThread, takesFiles } = shapeOf[format]
  return (isPerThread && threads !== 1) || (takesFiles && withFiles)
}

export interface FileKind {
  readonly ending: string
  readonly mediaType: string
}

export const fileKindOf = (options: ExportOptions, threads: number): FileKind =>
  isArchive(options, threads) ? { ending: '.zip', mediaType: 'application/zip' } : shapeOf[options.format]

/** Messages of a thread that its document holds; `shown`: those of the branch that is shown. */
export const countWritten = (thread: PortableThread, options: ExportOptions, shown: () => number): number => {
  const { hasDeleted, isWholeTree } = shapeOf[options.format]
  if (hasDeleted) return thread.messages.length
  return isWholeTree || options.allBranches
    ? thread.messages.filter(({ deleted }) => !deleted).length
    : shown()
}
