/**
 * All vectors of one model in one piece of memory, and the search through them: every one is compared with the
 * question. At a hundred thousand that is some ten milliseconds, so there is no structure to keep and nothing to miss.
 */

import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
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
  /** The best passage of each thread, best first; only what has anything to do with the question. */
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

export const createVectorIndex = (kernel: DotKernel, dimension: number): VectorIndex => {
  const { memory } = kernel
  const width = Math.ceil(dimension / lanes) * lanes
  const sumsAt = width
  const matrixAt = Math.ceil((sumsAt + blockSize * 4) / lanes) * lanes
  const slots: Held[] = []
  /** The number of the room that each slot belongs to: the scan looks at nothing else beside the sums. */
  let roomOfSlot = new Int32Array(0)
  const heldByRoom = new Map<ThreadId, readonly Held[]>()
  /** A room that is gone keeps its number: it may come back. */
  const numberByRoom = new Map<ThreadId, number>()

  const numberOf = (roomId: ThreadId): number => {
    const number = numberByRoom.get(roomId) ?? numberByRoom.size
    numberByRoom.set(roomId, number)
    return number
  }

  const bytesAt = (address: number, length: number): Int8Array =>
    new Int8Array(memory.buffer, address, length)

  const addressOf = (slot: number): number => matrixAt + slot * width

  const reserveRooms = (count: number): void => {
    if (count <= roomOfSlot.length) return
    const grown = new Int32Array(Math.max(count, roomOfSlot.length * 2))
    grown.set(roomOfSlot)
    roomOfSlot = grown
  }

  const reserve = (count: number): void => {
    reserveRooms(count)
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
      roomOfSlot[held.slot] = roomOfSlot[last.slot] ?? 0
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
    const number = numberOf(roomId)
    const held = thread.entries.map((place, index): Held => {
      const slot = slots.length
      const bytes = thread.bytes.subarray(index * dimension, (index + 1) * dimension)
      const room = bytesAt(addressOf(slot), width)
      room.fill(0, dimension)
      room.set(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
      const one = { slot, thread: { workspaceId, roomId }, place }
      slots.push(one)
      roomOfSlot[slot] = number
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
    // Of each room, by its number: one that holds very many near passages takes the place of no other.
    const bestSums = new Int32Array(numberByRoom.size)
    const bestSlots = new Int32Array(numberByRoom.size)
    for (let from = 0; from < slots.length; from += blockSize) {
      const count = Math.min(blockSize, slots.length - from)
      kernel.dot(addressOf(from), 0, sumsAt, count, width)
      const sums = new Int32Array(memory.buffer, sumsAt, count)
      for (let index = 0; index < count; index += 1) {
        const sum = sums[index] ?? 0
        const room = roomOfSlot[from + index] ?? 0
        if (sum <= (bestSums[room] ?? 0)) continue
        bestSums[room] = sum
        bestSlots[room] = from + index
      }
    }
    const best = createTopScores(limit)
    bestSums.forEach((sum, room) => {
      if (sum > 0) best.add(sum, bestSlots[room] ?? 0)
    })
    return best.places().flatMap(({ place, score }) => {
      const held = slots[place]
      return held ? [{ ...held.place, ...held.thread, likeness: toLikeness(score) }] : []
    })
  }

  return { count: () => slots.length, put, drop, search }
}
