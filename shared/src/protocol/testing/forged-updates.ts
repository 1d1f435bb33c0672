/** Updates that keep every rule of form and mean anything at all: what a member who knows the rules can send. */

import {
  type Encoder,
  encode,
  writeAny,
  writeUint8,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'
import type { Random } from '../../env.ts'

const below = (random: Random, limit: number): number => Math.floor(random.fraction() * limit)

export interface ForgeOptions {
  /** Client ids to write under, falling. */
  readonly writers: readonly number[]
  /** Client ids to refer to and to delete from, falling. */
  readonly clients: readonly number[]
  readonly rootNames: readonly string[]
  readonly keys: readonly string[]
  /** Clocks that sections start at and references point to stay below this. */
  readonly clocks: number
  readonly flat: boolean
}

const writeContent = (encoder: Encoder, kind: number, random: Random): number => {
  const length = 1 + below(random, 4)
  switch (kind) {
    case 1:
      writeVarUint(encoder, length)
      return length
    case 2:
      writeVarUint(encoder, length)
      for (let index = 0; index < length; index += 1)
        writeVarString(encoder, index === 0 ? 'undefined' : '{"a":[1]}')
      return length
    case 3:
      writeVarUint8Array(encoder, random.bytes(length))
      return 1
    case 4:
      writeVarString(encoder, '😀woad'.slice(0, 1 + length))
      return 1 + length
    case 5:
      writeVarString(encoder, '{"image":1}')
      return 1
    case 6:
      writeVarString(encoder, 'bold')
      writeVarString(encoder, random.fraction() < 0.5 ? 'true' : 'null')
      return 1
    case 7: {
      const ref = below(random, 7)
      writeVarUint(encoder, ref)
      if (ref === 3 || ref === 5) writeVarString(encoder, 'p')
      return 1
    }
    case 8:
      writeVarUint(encoder, length)
      for (let index = 0; index < length; index += 1) writeAny(encoder, [index, { a: 'b' }])
      return length
    default:
      writeVarString(encoder, 'guid')
      writeAny(encoder, { autoLoad: true })
      return 1
  }
}

export const forgeUpdate = (random: Random, options: ForgeOptions): Uint8Array => {
  const { writers, clients, rootNames, keys, clocks, flat } = options
  const choose = <T>(choices: readonly T[], otherwise: T): T =>
    choices[below(random, choices.length)] ?? otherwise
  const writing = writers.filter(() => writers.length === 1 || random.fraction() < 0.7)

  const writeReference = (encoder: Encoder, client: number, clock: number): void => {
    const referred =
      clock === 0
        ? choose(
            clients.filter(id => id !== client),
            client + 1,
          )
        : choose(clients, client)
    writeVarUint(encoder, referred)
    writeVarUint(encoder, below(random, referred === client ? clock : clocks))
  }

  const writeStruct = (encoder: Encoder, client: number, clock: number): number => {
    const draw = random.fraction()
    if (draw < 0.1) {
      const length = 1 + below(random, 5)
      writeUint8(encoder, draw < 0.05 && !flat ? 0 : 10)
      writeVarUint(encoder, length)
      return length
    }
    const kind = flat ? choose([1, 3], 3) : 1 + below(random, 9)
    const origin = random.fraction() < 0.4
    const rightOrigin = !flat && random.fraction() < 0.4
    const keyed = flat || random.fraction() < 0.5
    writeUint8(encoder, kind | (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (keyed ? 0x20 : 0))
    if (origin) writeReference(encoder, client, clock)
    if (rightOrigin) writeReference(encoder, client, clock)
    if (!origin && !rightOrigin) {
      const root = flat || random.fraction() < 0.5
      writeVarUint(encoder, root ? 1 : 0)
      if (root) writeVarString(encoder, choose(rootNames, 'm'))
      else writeReference(encoder, client, clock)
      if (keyed) writeVarString(encoder, choose(keys, 'k'))
    }
    return writeContent(encoder, kind, random)
  }

  return encode(encoder => {
    writeVarUint(encoder, writing.length)
    for (const client of writing) {
      const structs = 1 + below(random, 12)
      let clock = random.fraction() < 0.6 ? 0 : below(random, clocks)
      writeVarUint(encoder, structs)
      writeVarUint(encoder, client)
      writeVarUint(encoder, clock)
      for (let index = 0; index < structs; index += 1) clock += writeStruct(encoder, client, clock)
    }
    const deleting = clients.filter(() => random.fraction() < 0.4)
    writeVarUint(encoder, deleting.length)
    for (const client of deleting) {
      const ranges = 1 + below(random, 4)
      writeVarUint(encoder, client)
      writeVarUint(encoder, ranges)
      let clock = below(random, 4)
      for (let index = 0; index < ranges; index += 1) {
        const length = 1 + below(random, 4)
        writeVarUint(encoder, clock)
        writeVarUint(encoder, length)
        clock += length + 1 + below(random, 4)
      }
    }
  })
}
