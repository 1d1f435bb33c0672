/**
 * From a source of threads to one file: takes a thread, writes it, forgets it, until there are no more. What cannot be
 * had is noted and goes into the report, and the rest goes on. Bytes leave as they are made, so memory holds one thread.
 */

import { portableTitle } from '../transfer/portable-title.ts'
import { portableTree } from '../transfer/portable-tree.ts'
import type { ReadPortable } from '../transfer/read-portable.ts'
import { createAttachmentShelf } from './attachment-shelf.ts'
import type {
  ExportLanguage,
  ExportOptions,
  ExportProgress,
  ExportReport,
  LeftOut,
} from './export-request.ts'
import { countWritten, isArchive, shapeOf } from './export-shape.ts'
import type { ExportSource } from './export-source.ts'
import { createNameBook, safeName } from './file-names.ts'
import { type IndexedPage, indexPage } from './formats/html.ts'
import type { ThreadWriter, WriterContext, WrittenThread } from './formats/thread-writer.ts'
import { writerOf } from './formats/writer-of.ts'
import { createArchivePack, createPlainPack, type Pack } from './pack.ts'
import { textStream } from './text-stream.ts'

export interface ExportRun {
  readonly source: ExportSource
  readonly out: WritableStream<Uint8Array>
  readonly options: ExportOptions
  readonly language: ExportLanguage
  /** Milliseconds since the epoch. */
  readonly exportedAt: number
  readonly progress: (progress: ExportProgress) => void
  readonly signal: AbortSignal
}

/** Rejects when the disk does not take it, or with the signal's reason; then `out` is given up. */
export const runExport = async (run: ExportRun): Promise<ExportReport> => {
  try {
    return await writeAll(run)
  } catch (cause) {
    await run.out.abort(cause).catch(() => undefined)
    throw cause
  } finally {
    await run.source.end()
  }
}

const writeAll = async (run: ExportRun): Promise<ExportReport> => {
  const { source, options, language, exportedAt, signal } = run
  const { threads: ofThreads, folders } = await source.start()
  const archive = isArchive(options, ofThreads)
  const pack = archive ? createArchivePack(run.out, exportedAt) : createPlainPack(run.out)
  const leftOut: LeftOut[] = []
  const nameByFolder = new Map(folders.map(({ id, name }) => [id, name]))
  const shelf = createAttachmentShelf({ source, options, isArchive: archive, leftOut })
  const context: WriterContext = {
    options,
    language,
    exportedAt,
    folders,
    folderName: id => (id === undefined ? undefined : nameByFolder.get(id)),
    pathOf: shelf.pathOf,
    bytesOf: shelf.bytesOf,
  }
  let threads = 0
  let messages = 0
  const tell = (): ExportProgress => {
    const progress = { threads, ofThreads, messages, bytes: pack.bytes() }
    run.progress(progress)
    return progress
  }

  /** The next thread that opens; those that do not are noted. */
  const next = async (): Promise<WrittenThread | null> => {
    for (;;) {
      signal.throwIfAborted()
      const taken = await source.next()
      if (taken.type === 'end') return null
      if (taken.type === 'thread') {
        const { thread } = taken.read
        const title = portableTitle(thread) || language.words.untitled
        leftOut.push(...unreadOf(taken.read, title))
        return { workspaceId: taken.workspaceId, thread, title }
      }
      const { threadId, title, reason } = taken
      leftOut.push({ type: 'thread', threadId, title, reason })
    }
  }

  const written = ({ thread }: WrittenThread): number => {
    const count = countWritten(thread, options, () => portableTree(thread).branches[0]?.messages.length ?? 0)
    threads += 1
    messages += count
    tell()
    return count
  }

  const writer = writerOf(options.format)(context)
  if (shapeOf[options.format].isPerThread) {
    const pages = await writePages({ pack, writer, next, written, context, shelf, signal })
    if (options.format === 'html' && archive) {
      const index = async function* (): AsyncGenerator<string> {
        yield indexPage(pages, context)
      }
      await pack.add(shapeOf.html.documentName, textStream(index(), signal))
    }
  } else {
    const document = wholeDocument(writer, next, written, leftOut)
    await pack.add(shapeOf[options.format].documentName, textStream(document, signal), true)
  }

  const files = await shelf.writeAll(pack, signal, tell)
  if (archive && leftOut.length > 0) {
    const list = async function* (): AsyncGenerator<string> {
      yield leftOutTable(leftOut)
    }
    await pack.add(leftOutName, textStream(list(), signal))
  }
  await pack.end()
  return { ...tell(), files, leftOut }
}

/** Not JSON, which an import of the archive would take for an export. */
const leftOutName = 'left-out.tsv'

const leftOutTable = (leftOut: readonly LeftOut[]): string =>
  [
    ['type', 'thread', 'title', 'what', 'reason'],
    ...leftOut.map(left => [
      left.type,
      left.threadId,
      left.title,
      left.type === 'message' ? left.messageId : left.type === 'file' ? left.name : '',
      left.type === 'registers' ? `${left.count}` : left.reason,
    ]),
  ]
    .map(fields => `${fields.map(field => field.replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`)
    .join('')

const unreadOf = ({ thread, unreadableMessages, unreadableRegisters }: ReadPortable, title: string) => {
  const threadId = thread.id
  const messages = unreadableMessages.map(
    ({ id, reason }): LeftOut => ({ type: 'message', threadId, title, messageId: id, reason }),
  )
  const registers: readonly LeftOut[] =
    unreadableRegisters === 0 ? [] : [{ type: 'registers', threadId, title, count: unreadableRegisters }]
  return [...messages, ...registers]
}

async function* wholeDocument(
  writer: ThreadWriter,
  next: () => Promise<WrittenThread | null>,
  written: (thread: WrittenThread) => number,
  leftOut: readonly LeftOut[],
): AsyncGenerator<string> {
  yield writer.begin()
  let index = 0
  for (let thread = await next(); thread; thread = await next()) {
    yield* writer.thread(thread, index)
    written(thread)
    index += 1
  }
  yield writer.end(leftOut)
}

interface Pages {
  readonly pack: Pack
  readonly writer: ThreadWriter
  readonly next: () => Promise<WrittenThread | null>
  readonly written: (thread: WrittenThread) => number
  readonly context: WriterContext
  readonly shelf: { readonly setDepth: (depth: number) => void }
  readonly signal: AbortSignal
}

const writePages = async (pages: Pages): Promise<readonly IndexedPage[]> => {
  const { pack, writer, next, written, context, shelf, signal } = pages
  const names = createNameBook()
  // Names of ours in an archive.
  for (const own of ['index.html', leftOutName]) names.take('', own, '')
  const { ending } = shapeOf[context.options.format]
  const indexed: IndexedPage[] = []
  for (let thread = await next(); thread; thread = await next()) {
    const folderName = context.folderName(thread.thread.folderId)
    const folder = folderName === undefined ? '' : `${safeName(folderName, 'folder')}/`
    const path = names.take(folder, safeName(thread.title, 'thread'), ending)
    shelf.setDepth(folder === '' ? 0 : 1)
    await pack.add(path, textStream(documentOf(writer, thread), signal))
    const { title } = thread
    indexed.push({ path, title, createdAt: thread.thread.createdAt, messages: written(thread) })
  }
  return indexed
}

async function* documentOf(writer: ThreadWriter, thread: WrittenThread): AsyncGenerator<string> {
  yield writer.begin()
  yield* writer.thread(thread, 0)
  yield writer.end([])
}
