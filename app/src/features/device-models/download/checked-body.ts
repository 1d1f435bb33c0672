/**
 * A body on its way into storage. It breaks at its end when it is not what it should be, so that whoever stores it keeps
 * nothing, and remembers why it broke: storage only says that it did.
 */

import { encodeText } from '@weft/shared/bytes.ts'
import { createMD5, createSHA1, createSHA256 } from 'hash-wasm'
import type { Digest, ModelFile } from './model-file.ts'

export type Bytes = Uint8Array<ArrayBuffer>

export interface CheckedBody {
  readonly stream: ReadableStream<Bytes>
  /** Why it broke: the connection, or what came; undefined while it has not. */
  readonly broken: () => 'cut' | 'damaged' | undefined
}

const createHasher = ({ algorithm }: Digest) => {
  switch (algorithm) {
    case 'sha256':
      return createSHA256()
    case 'md5':
      return createMD5()
    case 'git':
      return createSHA1()
  }
}

/** `onBytes` hears of each part that passes. */
export const checkBody = async (
  body: ReadableStream<Bytes>,
  { bytes, digest }: Pick<ModelFile, 'bytes' | 'digest'>,
  onBytes: (count: number) => void,
): Promise<CheckedBody> => {
  // Git's digest begins with the size, so without one it cannot be made.
  const wanted = digest?.algorithm === 'git' && bytes === undefined ? undefined : digest
  const hasher = wanted && (await createHasher(wanted)).init()
  if (wanted?.algorithm === 'git') hasher?.update(encodeText(`blob ${String(bytes)}\0`))
  const reader = body.getReader()
  let count = 0
  let broken: 'cut' | 'damaged' | undefined
  /** Whoever stores it wants no more: what is read meanwhile ends early, and is no worse for that. */
  let isCancelled = false

  const breakOff = (controller: ReadableStreamDefaultController<Bytes>, why: 'cut' | 'damaged'): void => {
    broken = why
    controller.error(new DOMException(why, 'DataError'))
    void reader.cancel().catch(() => undefined)
  }

  const isSound = (): boolean =>
    (bytes === undefined || count === bytes) &&
    (wanted === undefined || hasher?.digest('hex') === wanted.value)

  const pull = async (controller: ReadableStreamDefaultController<Bytes>): Promise<void> => {
    const read = await reader.read().catch(() => null)
    if (isCancelled) return
    if (read === null) return breakOff(controller, 'cut')
    if (read.done) {
      if (isSound()) controller.close()
      else breakOff(controller, bytes !== undefined && count < bytes ? 'cut' : 'damaged')
      return
    }
    count += read.value.length
    if (bytes !== undefined && count > bytes) return breakOff(controller, 'damaged')
    hasher?.update(read.value)
    onBytes(read.value.length)
    controller.enqueue(read.value)
  }

  return {
    stream: new ReadableStream<Bytes>({
      pull,
      cancel: reason => {
        isCancelled = true
        return reader.cancel(reason)
      },
    }),
    broken: () => broken,
  }
}
