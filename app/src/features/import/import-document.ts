/** One JSON text among what was dropped: a file, an unpacked file, or an entry of an archive. Opened as often as needed. */

export interface ImportDocument {
  /** For the report; nothing is decided by it. */
  readonly name: string
  /** Bytes of the text, as far as known before reading: unpacked, and as they lie in the file. */
  readonly size: number
  readonly packed: number
  readonly open: () => ReadableStream<Uint8Array>
}
