/**
 * A file to write to, whichever way the browser has: a stream of its own, or, in files of this origin, a handle that only
 * a worker is given (Safari before 26).
 */

interface SyncAccessHandle {
  readonly truncate: (size: number) => void
  /** Bytes that were taken. */
  readonly write: (bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }) => number
  readonly flush: () => void
  readonly close: () => void
}

declare global {
  interface FileSystemFileHandle {
    /** In dedicated workers, which TypeScript's library for pages does not know. */
    readonly createSyncAccessHandle: () => Promise<SyncAccessHandle>
  }
}

const synchronous = async (handle: FileSystemFileHandle): Promise<WritableStream<Uint8Array>> => {
  const access = await handle.createSyncAccessHandle()
  access.truncate(0)
  let at = 0
  return new WritableStream<Uint8Array>({
    write: chunk => {
      // A disk that is full takes less than it was given, without a word.
      for (let rest = chunk; rest.byteLength > 0; ) {
        const taken = access.write(rest.slice(), { at })
        if (taken === 0) throw new DOMException('Nothing more can be written.', 'QuotaExceededError')
        at += taken
        rest = rest.subarray(taken)
      }
    },
    close: () => {
      access.flush()
      access.close()
    },
    abort: () => access.close(),
  })
}

export const openFile = async (handle: FileSystemFileHandle): Promise<WritableStream<Uint8Array>> =>
  'createWritable' in handle ? handle.createWritable() : synchronous(handle)
