/** Numbers in as few bytes as they need: seven bits each, the lowest first, the last one without its high bit (LEB128). */

/** Bytes that grow. */
export interface ByteWriter {
  /** A whole number from 0 up to 2^32 - 1. */
  readonly number: (value: number) => void
  readonly bytes: (bytes: Uint8Array) => void
  readonly size: () => number
  /** A copy of what was written; afterwards it is empty. */
  readonly take: () => Uint8Array<ArrayBuffer>
}

export const createByteWriter = (capacity = 1024): ByteWriter => {
  let buffer = new Uint8Array(capacity)
  let size = 0

  const reserve = (more: number): void => {
    if (size + more <= buffer.length) return
    const larger = new Uint8Array(Math.max(buffer.length * 2, size + more))
    larger.set(buffer)
    buffer = larger
  }

  return {
    number: value => {
      reserve(5)
      let left = value
      while (left > 127) {
        buffer[size] = (left & 127) | 128
        size += 1
        left >>>= 7
      }
      buffer[size] = left
      size += 1
    },
    bytes: bytes => {
      reserve(bytes.length)
      buffer.set(bytes, size)
      size += bytes.length
    },
    size: () => size,
    take: () => {
      const taken = buffer.slice(0, size)
      size = 0
      return taken
    },
  }
}

export interface ByteReader {
  /** Throws at the end: what is cut off is damaged. */
  readonly number: () => number
  readonly bytes: (length: number) => Uint8Array
  readonly isAtEnd: () => boolean
}

export const createByteReader = (bytes: Uint8Array, from = 0): ByteReader => {
  let at = from
  const end = bytes.length
  return {
    number: () => {
      let value = 0
      let shift = 0
      for (;;) {
        const byte = bytes[at]
        if (byte === undefined) throw new RangeError('Bytes of the index end too early')
        at += 1
        value |= (byte & 127) << shift
        if (byte < 128) return value >>> 0
        shift += 7
      }
    },
    bytes: length => {
      if (at + length > end) throw new RangeError('Bytes of the index end too early')
      at += length
      return bytes.subarray(at - length, at)
    },
    isAtEnd: () => at >= end,
  }
}
