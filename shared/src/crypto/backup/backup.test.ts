import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, encodeText } from '../../bytes.ts'
import { testRandom } from '../../testing/env.ts'
import type { Argon2id } from '../account/kdf-parameters.ts'
import { readByOpenSsl, writeByOpenSsl } from '../testing/backup-by-open-ssl.ts'
import { fromHex, hkdfByOpenSsl, toHex } from '../testing/open-ssl.ts'
import { type BackupHeader, encodeHeader, parseHeader } from './backup-header.ts'
import { createRoot, openFileKey } from './backup-key.ts'
import { createByteReader } from './byte-reader.ts'
import { expandPiece, pieceCapacity } from './compress-piece.ts'
import { readHeader, readPieces } from './read-backup.ts'
import { createBackupWriter } from './write-backup.ts'

interface Vector {
  readonly passphrase: string
  readonly pieces: readonly string[]
  readonly file: string
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('./backup-vectors.json', import.meta.url), 'utf8'),
)

/** Costs nothing: what Argon2id gives is held by the vectors. */
const cheapArgon2id: Argon2id = async (password, { salt }) => hkdfByOpenSsl(password, salt)

const passphrase = 'the long way home'

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

interface Reading {
  readonly plaintext: Uint8Array
  /** The tag of what was wrong, with its byte where it has one. */
  readonly error: string | null
}

const nothing = new Uint8Array(0)
const failed = (error: { readonly type: string; readonly at?: number }): string =>
  error.at === undefined ? error.type : `${error.type} at ${error.at}`

const readFile = async (
  file: Uint8Array,
  { said = passphrase, sizes = [file.length || 1], argon2id = cheapArgon2id } = {},
): Promise<Reading> => {
  const reader = createByteReader(inChunks(file, sizes))
  const header = await readHeader(reader)
  if (!header.ok) return { plaintext: nothing, error: failed(header.error) }
  const key = await openFileKey(header.value, said, { argon2id })
  if (!key.ok) return { plaintext: nothing, error: failed(key.error) }
  const parts: Uint8Array[] = []
  for await (const piece of readPieces(reader, header.value, key.value)) {
    if (!piece.ok) return { plaintext: concatBytes(...parts), error: failed(piece.error) }
    parts.push(piece.value)
  }
  return { plaintext: concatBytes(...parts), error: null }
}

const writeFile = async (plaintext: readonly Uint8Array[], seed = 1): Promise<Uint8Array<ArrayBuffer>> => {
  const random = testRandom(seed)
  const root = await createRoot(passphrase, random, { argon2id: cheapArgon2id })
  if (!root.ok) throw new Error(root.error.type)
  const written: Uint8Array[] = []
  const sink = async (bytes: Uint8Array): Promise<void> => void written.push(bytes)
  const writer = await createBackupWriter({ root: root.value, random, sink })
  for (const bytes of plaintext) await writer.write(bytes)
  await writer.close()
  return concatBytes(...written)
}

/** Where each frame begins, and where the file ends. */
const framesOf = (file: Uint8Array): readonly number[] => {
  const bytes = Buffer.from(file)
  const frames = [96]
  for (let at = 96; at < bytes.length; frames.push(at)) at += 4 + (bytes.readUInt32BE(at) & 0x7fff_ffff)
  return frames
}

/** Random bytes do not become smaller, so pieces are full ones. */
const threePieces = [
  testRandom(3).bytes(pieceCapacity),
  testRandom(4).bytes(pieceCapacity),
  encodeText('end'),
]

describe.each(vectors)('the known file of $pieces.length pieces', ({ passphrase: said, pieces, file }) => {
  it('opens with its passphrase, by Argon2id as it is', async () => {
    const reader = createByteReader(inChunks(fromHex(file), [7]))
    const header = await readHeader(reader)
    if (!header.ok) throw new Error(header.error.type)
    const key = await openFileKey(header.value, said)
    if (!key.ok) throw new Error(key.error.type)
    const opened: string[] = []
    for await (const piece of readPieces(reader, header.value, key.value))
      opened.push(piece.ok ? toHex(piece.value) : piece.error.type)
    expect(opened).toEqual(pieces)
  })

  it('does not open with another', async () => {
    const header = await readHeader(createByteReader(inChunks(fromHex(file), [1_000])))
    const key = header.ok && (await openFileKey(header.value, `${said} `))
    expect(key).toEqual({ ok: false, error: { type: 'passphrase-wrong' } })
  })
})

it('writes what OpenSSL and zlib read, by a passphrase as it is', async () => {
  const random = testRandom(5)
  const root = await createRoot(passphrase, random)
  if (!root.ok) throw new Error(root.error.type)
  const written: Uint8Array[] = []
  const sink = async (bytes: Uint8Array): Promise<void> => void written.push(bytes)
  const writer = await createBackupWriter({ root: root.value, random, sink })
  const text = encodeText('over and under, '.repeat(50_000))
  await writer.write(text)
  await writer.close()
  const file = concatBytes(...written)
  expect(toHex(readByOpenSsl(file, passphrase))).toBe(toHex(text))
  expect(file.length).toBeLessThan(text.length / 20)
})

it('gives back what was written, however it was cut on the way in and on the way out', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 6 })
  const plaintexts = fc.array(
    fc.record({
      seed: fc.nat(),
      length: fc.integer({ min: 0, max: 3 * pieceCapacity }),
      plain: fc.boolean(),
    }),
    { maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(plaintexts, sizes, async (given, cuts) => {
      const parts = given.map(({ seed, length, plain }) =>
        plain ? new Uint8Array(length).fill(seed) : testRandom(seed).bytes(length),
      )
      const read = await readFile(await writeFile(parts), { sizes: cuts })
      expect(read.error).toBeNull()
      expect(Buffer.compare(read.plaintext, concatBytes(...parts))).toBe(0)
    }),
    { numRuns: 25 },
  )
})

it.each([0, 1, pieceCapacity - 1, pieceCapacity, pieceCapacity + 1, 2 * pieceCapacity])(
  'has one last piece at %i bytes',
  async length => {
    const file = await writeFile([new Uint8Array(length)])
    expect(framesOf(file)).toHaveLength(Math.max(1, Math.ceil(length / pieceCapacity)) + 1)
    expect((await readFile(file)).plaintext).toHaveLength(length)
  },
)

it('finds any bit that was turned over, and gives nothing that was not written', async () => {
  const parts = [testRandom(8).bytes(pieceCapacity), encodeText('the second piece')]
  const file = await writeFile(parts)
  const whole = concatBytes(...parts)
  const turned = (bit: number): Uint8Array => {
    const copy = file.slice()
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return copy
  }
  const isFound = async (bit: number): Promise<void> => {
    const { error, plaintext } = await readFile(turned(bit))
    expect(error, `bit ${bit}`).toMatch(/^backup-/)
    expect(Buffer.compare(plaintext, whole.subarray(0, plaintext.length)), `bit ${bit}`).toBe(0)
  }
  // Header, both frames and all of the short last piece; and bits anywhere in the long one.
  const second = framesOf(file)[1] ?? 0
  for (let bit = 0; bit < 100 * 8; bit += 1) await isFound(bit)
  for (let bit = second * 8; bit < file.length * 8; bit += 1) await isFound(bit)
  await fc.assert(fc.asyncProperty(fc.nat(file.length * 8 - 1), isFound), { numRuns: 100 })
})

it('says where a piece is damaged, and keeps what came before', async () => {
  const file = await writeFile(threePieces)
  const [, second = 0] = framesOf(file)
  file[second + 1_000] = (file[second + 1_000] ?? 0) ^ 1
  const read = await readFile(file)
  expect(read.error).toBe(`backup-damaged at ${second}`)
  expect(read.plaintext).toHaveLength(pieceCapacity)
})

it('knows a file that was cut, wherever it was cut', async () => {
  const file = await writeFile(threePieces)
  const frames = framesOf(file)
  const cuts = [1, 8, 11, 12, 95, 96, ...frames.slice(1, -1), ...frames.slice(0, -1).map(at => at + 2)]
  for (const cut of [...cuts, file.length - 1]) {
    const from = Math.max(...frames.filter(at => at <= cut), 0)
    expect((await readFile(file.slice(0, cut))).error, `cut at ${cut}`).toBe(
      `backup-truncated at ${cut < 96 ? cut : from}`,
    )
  }
  expect((await readFile(new Uint8Array(0))).error).toBe('backup-unknown')
})

it('knows pieces that were moved, doubled, left out, or put behind the end', async () => {
  const file = await writeFile(threePieces)
  const [first = 0, second = 0, third = 0] = framesOf(file)
  const header = file.subarray(0, first)
  const [a, b, c] = [file.subarray(first, second), file.subarray(second, third), file.subarray(third)]
  const errorOf = async (...pieces: readonly Uint8Array[]) =>
    (await readFile(concatBytes(header, ...pieces))).error
  expect(await errorOf(a, b, c)).toBeNull()
  expect(await errorOf(b, a, c)).toBe(`backup-damaged at ${first}`)
  expect(await errorOf(a, a, b, c)).toBe(`backup-damaged at ${second}`)
  expect(await errorOf(a, c)).toBe(`backup-damaged at ${second}`)
  expect(await errorOf(a, b, c, c)).toBe(`backup-damaged at ${file.length}`)
  const other = await writeFile(threePieces, 2)
  expect(await errorOf(other.subarray(first, second), b, c)).toBe(`backup-damaged at ${first}`)
})

describe('of a file from a stranger', () => {
  const kdf = { memory: 64 * 1024, passes: 3, lanes: 1, salt: testRandom(1).bytes(16) }
  const header: BackupHeader = { kdf, fileSalt: testRandom(2).bytes(32), check: testRandom(3).bytes(16) }
  const neverCalled: Argon2id = () => {
    throw new Error('must not be computed')
  }

  it.each([
    ['more memory than anybody has', { memory: 4 * 1024 * 1024 }, 'kdf-too-costly'],
    ['passes without end', { passes: 1_000_000 }, 'kdf-too-costly'],
    ['next to no memory', { memory: 8 }, 'kdf-downgrade'],
    ['lanes', { lanes: 8 }, 'kdf-unsupported'],
  ])('computes nothing that asks for %s', async (_, wrong, type) => {
    const bytes = await encodeHeader({ ...header, kdf: { ...kdf, ...wrong } })
    const parsed = await parseHeader(bytes)
    const key = parsed.ok && (await openFileKey(parsed.value, passphrase, { argon2id: neverCalled }))
    expect(key).toEqual({ ok: false, error: { type } })
  })

  it('says of one that is no backup that it is none, and of a newer one that it is newer', async () => {
    const zip = encodeText('PK\u0003\u0004 and so on, for more than a hundred bytes '.repeat(4))
    expect((await readFile(zip)).error).toBe('backup-unknown')
    const newer = (await encodeHeader(header)).slice(0, 88)
    new DataView(newer.buffer).setUint16(8, 2)
    const checksum = new Uint8Array(await crypto.subtle.digest('SHA-256', newer)).slice(0, 8)
    expect((await readFile(concatBytes(newer, checksum))).error).toBe('backup-newer')
  })

  it('does not expand a piece beyond what a piece can hold', async () => {
    const bomb = writeByOpenSsl({
      passphrase,
      memory: 19 * 1024,
      passes: 2,
      salt: kdf.salt,
      fileSalt: header.fileSalt,
      pieces: [encodeText('before'), new Uint8Array(64 * 1024 * 1024), encodeText('behind')],
    })
    const { argon2id } = await import('../account/argon2id.ts')
    const read = await readFile(bomb, { argon2id })
    expect(read.error).toBe(`backup-damaged at ${framesOf(bomb)[1]}`)
    expect(Buffer.from(read.plaintext).toString()).toBe('before')
    expect(await expandPiece(Uint8Array.of(9, 1, 2))).toEqual({
      ok: false,
      error: { type: 'piece-malformed' },
    })
    expect(await expandPiece(new Uint8Array(0))).toEqual({ ok: false, error: { type: 'piece-malformed' } })
  })
})
