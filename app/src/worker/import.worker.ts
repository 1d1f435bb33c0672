/** The import worker: reads the files of other programs, and does nothing else. It has no keys, no rows and no network. */

import * as Comlink from 'comlink'
import type { ImportSink } from '../features/import/bring/import-calls.ts'
import { createImportReader, type ImportReader } from '../features/import/bring/import-reader.ts'
import { createEntryReader } from '../features/import/read-entry.ts'
import { readImport } from '../features/import/read-import.ts'

/** Ends with the worker, which the page ends. */
const { signal } = new AbortController()

/** The engine's port comes first. */
export interface ImportWorker {
  readonly connect: (port: MessagePort) => Promise<ImportReader & Comlink.ProxyMarked>
}

const worker: ImportWorker = {
  connect: async port =>
    Comlink.proxy(
      createImportReader({
        read: readImport,
        readEntryOf: files => {
          const entries = createEntryReader(files, signal)
          return async path => {
            const entry = await entries.read(path)
            return entry.ok ? entry.value : null
          }
        },
        sink: Comlink.wrap<ImportSink>(port),
        asRemote: readEntry => Comlink.proxy(readEntry),
        signal,
      }),
    ),
}

Comlink.expose(worker)
