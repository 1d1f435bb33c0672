/** Where documents go: into one file as it is, or into an archive, each under its name. Both count what they write. */

import { ZipWriter } from '@zip.js/zip.js/lib/zip-core-writer.js'

export interface Pack {
  /** In order; one at a time. `isLarge`: it may become larger than 4 GiB. */
  readonly add: (path: string, content: ReadableStream<Uint8Array>, isLarge?: boolean) => Promise<void>
  readonly end: () => Promise<void>
  /** Bytes written so far. */
  readonly bytes: () => number
}

interface Counted {
  readonly stream: WritableStream<Uint8Array>
  readonly bytes: () => number
}

const counting = (out: WritableStream<Uint8Array>): Counted => {
  let bytes = 0
  const writer = out.getWriter()
  return {
    stream: new WritableStream<Uint8Array>({
      write: async chunk => {
        await writer.write(chunk)
        bytes += chunk.byteLength
      },
      close: () => writer.close(),
      abort: reason => writer.abort(reason),
    }),
    bytes: () => bytes,
  }
}

/** One document, which is the file. */
export const createPlainPack = (out: WritableStream<Uint8Array>): Pack => {
  const { stream, bytes } = counting(out)
  return {
    add: (_path, content) => content.pipeTo(stream, { preventClose: true }),
    end: () => stream.close(),
    bytes,
  }
}

/**
 * ZIP (APPNOTE 6.3.10), written as it goes: sizes stand behind each entry. We are in a worker already, and the browser's
 * own deflate needs no code of the library.
 */
export const createArchivePack = (out: WritableStream<Uint8Array>, modifiedAt: number): Pack => {
  const { stream, bytes } = counting(out)
  const archive = new ZipWriter(stream, {
    useWebWorkers: false,
    useCompressionStream: true,
    keepOrder: true,
    extendedTimestamp: true,
    lastModDate: new Date(modifiedAt),
  })
  return {
    add: async (path, content, isLarge = false) => {
      await archive.add(path, content, isLarge ? { zip64: true } : {})
    },
    end: async () => {
      await archive.close()
    },
    bytes,
  }
}
