/** A stream as chunks, with an end for what has none: what unpacks to more than a file can be is a bomb. */

export interface UnpackBounds {
  /** Unpacked bytes for each packed one, once past `free`. Against bombs: JSON packs at most some 30 to one. */
  readonly ratio: number
  /** Unpacked bytes that are never counted against the ratio. */
  readonly free: number
  /** Unpacked bytes in all. */
  readonly total: number
}

export const unpackBounds: UnpackBounds = { ratio: 200, free: 64 * 1024 * 1024, total: 64 * 1024 ** 3 }

/** By a reader and not by `for await`, which Safari's streams learned late. */
export async function* readChunks(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    while (true) {
      signal.throwIfAborted()
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    reader.cancel().catch(() => undefined)
  }
}

export const isBomb = (unpacked: number, packed: number, bounds: UnpackBounds): boolean =>
  unpacked > bounds.total || (unpacked > bounds.free && unpacked > packed * bounds.ratio)
