/**
 * All vectors of one model in one piece of memory, and the search through them: every one is compared with the
 * question. At a hundred thousand that is some ten milliseconds, so there is no structure to keep and nothing to miss.
 */

import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { type DotKernel, lanes } from './dot-kernel.ts'
import { quantize, toLikeness } from './quantize.ts'
import type { PassagePlace, VectorRow } from './tables.ts'
import { createTopScores } from './top-scores.ts'

export interface PassageHit extends PassagePlace {
  readonly workspaceId: WorkspaceId
  readonly roomId: ThreadId
  /** 1 says the same, 0 has nothing to do with it. */
  readonly likeness: number
}

export type ThreadVectors = Pick<VectorRow, 'workspaceId' | 'roomId' | 'dimension' | 'entries' | 'bytes'>

export interface VectorIndex {
  readonly count: () => number
  /** Takes the place of what the thread had before. A thread of another dimension is left out. */
  readonly put: (thread: ThreadVectors) => void
  readonly drop: (roomId: ThreadId) => void
  /** The best passage of each message, best first; only what has anything to do with the question. */
  readonly search: (query: Float32Array, limit: number) => readonly PassageHit[]
}

interface Held {
  slot: number
  readonly thread: Pick<ThreadVectors, 'workspaceId' | 'roomId'>
  readonly place: PassagePlace
}

/** Sums that are written before they are looked at: small enough to stay in the processor's cache. */
const blockSize = 8_192

const pageSize = 65_536

/** Passages that are looked at for each message that is wanted: one message may hold many of the best. */
const passagesPerMessage = 8

export const createVectorIndex = (kernel: DotKernel, dimension: number): VectorIndex => {
  const { memory } = kernel
  const width = Math.ceil(dimension / lanes) * lanes
  const sumsAt = width
  const matrixAt = Math.ceil((sumsAt + blockSize * 4) / lanes) * lanes
  const slots: Held[] = []
  const heldByRoom = new Map<ThreadId, readonly Held[]>()

  const bytesAt = (address: number, length: number): Int8Array =>
    new Int8Array(memory.buffer, address, length)

  const addressOf = (slot: number): number => matrixAt + slot * width

  const reserve = (count: number): void => {
    const missing = addressOf(count) - memory.buffer.byteLength
    if (missing <= 0) return
    // A quarter more than needed: growing may copy everything.
    const spare = Math.ceil((count * width) / 4)
    try {
      memory.grow(Math.ceil((missing + spare) / pageSize))
    } catch {
      memory.grow(Math.ceil(missing / pageSize))
    }
  }

  const drop: VectorIndex['drop'] = roomId => {
    for (const held of heldByRoom.get(roomId) ?? []) {
      const last = slots.pop()
      if (last === undefined || last === held) continue
      // The last one moves into the gap.
      bytesAt(addressOf(held.slot), width).set(bytesAt(addressOf(last.slot), width))
      slots[held.slot] = last
      last.slot = held.slot
    }
    heldByRoom.delete(roomId)
  }

  const put: VectorIndex['put'] = thread => {
    drop(thread.roomId)
    if (thread.dimension !== dimension) return
    reserve(slots.length + thread.entries.length)
    const { workspaceId, roomId } = thread
    const held = thread.entries.map((place, index): Held => {
      const slot = slots.length
      const bytes = thread.bytes.subarray(index * dimension, (index + 1) * dimension)
      const room = bytesAt(addressOf(slot), width)
      room.fill(0, dimension)
      room.set(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
      const one = { slot, thread: { workspaceId, roomId }, place }
      slots.push(one)
      return one
    })
    heldByRoom.set(roomId, held)
  }

  const search: VectorIndex['search'] = (query, limit) => {
    if (query.length !== dimension) return []
    reserve(slots.length)
    const question = bytesAt(0, width)
    question.fill(0, dimension)
    question.set(quantize(query))
    const best = createTopScores(limit * passagesPerMessage)
    for (let from = 0; from < slots.length; from += blockSize) {
      const count = Math.min(blockSize, slots.length - from)
      kernel.dot(addressOf(from), 0, sumsAt, count, width)
      const sums = new Int32Array(memory.buffer, sumsAt, count)
      for (let index = 0; index < count; index += 1) {
        const sum = sums[index] ?? 0
        if (sum > 0) best.add(sum, from + index)
      }
    }
    return byMessage(
      best.places().flatMap(({ place, score }) => {
        const held = slots[place]
        return held ? [{ ...held.place, ...held.thread, likeness: toLikeness(score) }] : []
      }),
    ).slice(0, limit)
  }

  return { count: () => slots.length, put, drop, search }
}

const byMessage = (hits: readonly PassageHit[]): readonly PassageHit[] => {
  const seen = new Set<MessageId>()
  return hits.filter(({ messageId }) => !seen.has(messageId) && seen.add(messageId))
}
