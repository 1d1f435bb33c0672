/** Updates and requests as faults, noise and members who mean harm make them. */

import type { Random } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { type BulkUp, encodeBulkUp } from '@weft/shared/protocol/bulk.ts'
import { checkUpdate } from '@weft/shared/protocol/check-update.ts'
import { forgeUpdate } from '@weft/shared/protocol/testing/forged-updates.ts'
import { mutateBytes } from '@weft/shared/protocol/testing/mutate-bytes.ts'
import { randomUpdates } from '@weft/shared/protocol/testing/random-updates.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { roomId } from '../ids.ts'

export interface Malformed {
  /** Mostly; some are let through. */
  readonly update: () => Uint8Array
  /** To be announced for them. */
  readonly clientIds: readonly number[]
  /** Sound as a stream, with so many pushes that mostly are not. */
  readonly pushes: (count: number, known: Known) => Uint8Array
  /** Not sound as a stream. */
  readonly stream: (known: Known) => Uint8Array
}

/** Of the server; who knows nothing of it is sent everything. */
export interface Known {
  readonly epoch: string
  readonly head: number
}

const writers = [9, 7, 5] as const
const roomsEach = 6

/** `sender`: who writes to rooms of its own, or the first to claim a client id would keep the others out. */
export const createMalformed = (workspaceId: WorkspaceId, sender: number, random: Random): Malformed => {
  const sound = ['flat', 'anything'] as const
  const corpus = sound.flatMap(kind => [1, 2, 3].flatMap(() => randomUpdates(random, kind).updates))

  /** Announced with every push, so that much is let through to the log and its folds. */
  const clientIds = [...new Set([...writers, ...corpus.flatMap(clientsOf)])]

  const below = (limit: number): number => Math.floor(random.fraction() * limit)

  const update = (): Uint8Array => {
    const draw = random.fraction()
    const valid = corpus[below(corpus.length)] ?? new Uint8Array(0)
    if (draw < 0.45) return mutateBytes(valid, random)
    if (draw < 0.75) return random.bytes(below(120))
    const forged = forgeUpdate(random, {
      writers,
      clients: [...writers, 3],
      rootNames: ['m', 'r'],
      keys: ['a', 'b', 'c'],
      clocks: 40,
      flat: random.fraction() < 0.8,
    })
    return draw < 0.85 ? forged : mutateBytes(forged, random)
  }

  const request = (count: number, { epoch, head }: Known): Uint8Array => {
    const room = roomId(sender * roomsEach + below(roomsEach))
    const begin: BulkUp = {
      type: 'begin',
      version: wireVersion,
      workspaceId,
      epoch: random.fraction() < 0.01 ? 'another' : epoch,
      cursor: random.fraction() < 0.01 ? 0 : head,
      done: [],
    }
    const pushes = Array.from({ length: count }, (_, index): BulkUp => {
      return { type: 'push', roomId: room, localNumber: index, clientIds, update: update() }
    })
    return Buffer.concat([begin, ...pushes, { type: 'end' } as const].map(encodeBulkUp))
  }

  return {
    update,
    clientIds,
    pushes: request,
    stream: known =>
      random.fraction() < 0.2 ? random.bytes(below(2_000)) : mutateBytes(request(3, known), random),
  }
}

const clientsOf = (update: Uint8Array): readonly number[] => {
  const facts = checkUpdate(update)
  return facts.ok ? facts.value.clients.map(({ client }) => client) : []
}
