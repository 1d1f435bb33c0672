/** Where the bytes of a backup go: into a file that is seen when it is whole, or into memory that the browser may put on disk. */

export interface BackupFile {
  readonly sink: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>
  /** The file is there from here on. The bytes, where they went nowhere else. */
  readonly close: () => Promise<Blob | undefined>
  /** Nothing of it stays, and a file that was there before stays as it was. */
  readonly discard: () => Promise<void>
}

export const backupMediaType = 'application/octet-stream'

export const writeToHandle = async (handle: FileSystemFileHandle): Promise<BackupFile> => {
  // The browser writes beside the file and puts it in its place when it is closed.
  const stream = await handle.createWritable()
  return {
    sink: bytes => stream.write(bytes),
    close: async () => {
      await stream.close()
      return undefined
    },
    discard: () => stream.abort(),
  }
}

/** Bytes that are joined into one `Blob`, which lies outside of this worker's memory. */
const blobLength = 8 * 1024 * 1024

export const writeToBlob = (): BackupFile => {
  const blobs: Blob[] = []
  let held: Uint8Array<ArrayBuffer>[] = []
  let heldLength = 0
  const flush = (): void => {
    blobs.push(new Blob(held))
    held = []
    heldLength = 0
  }
  return {
    sink: async bytes => {
      held.push(bytes)
      heldLength += bytes.length
      if (heldLength >= blobLength) flush()
    },
    close: async () => {
      flush()
      return new Blob(blobs, { type: backupMediaType })
    },
    discard: async () => {
      blobs.length = 0
      held = []
    },
  }
}
