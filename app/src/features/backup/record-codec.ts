/**
 * Records in a stream of bytes: `length of the JSON (u32) | length of the bytes (u32) | JSON in UTF-8 | bytes`, lengths
 * big-endian. What stands in the bytes is said by the JSON; most records have none.
 */

import { concatBytes, decodeText, encodeText } from '@weft/shared/bytes.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import { type ByteReader, createByteReader } from '@weft/shared/crypto/backup/byte-reader.ts'
import { type BackupRecord, type ParsedRecord, parseRecord } from './backup-record.ts'

/** A longer one would have to be held whole, and no Weft writes one: long threads and files come in parts. */
const longestJson = 64 * 1024 * 1024
const longestBody = 4 * 1024 * 1024
const prefixLength = 8

const none = new Uint8Array(0)

export type ReadRecord = ParsedRecord & { readonly body: Uint8Array<ArrayBuffer> }
export type RecordError = TaggedError<'record-malformed'>

export const encodeRecord = (record: BackupRecord, body: Uint8Array = none): Uint8Array<ArrayBuffer> => {
  const json = encodeText(JSON.stringify(record))
  const prefix = new Uint8Array(prefixLength)
  const view = new DataView(prefix.buffer)
  view.setUint32(0, json.length)
  view.setUint32(4, body.length)
  return concatBytes(prefix, json, body)
}

const parseJson = (bytes: Uint8Array): ParsedRecord => {
  try {
    return parseRecord(JSON.parse(decodeText(bytes)))
  } catch {
    return { state: 'malformed', type: '' }
  }
}

/** Undefined at the end. Bytes that end within a record, or say to go on beyond all bounds, are no records. */
const readRecord = async (reader: ByteReader): Promise<Result<ReadRecord | undefined, RecordError>> => {
  const prefix = await reader.take(prefixLength)
  if (prefix.length === 0) return ok(undefined)
  if (prefix.length < prefixLength) return err({ type: 'record-malformed' })
  const view = new DataView(prefix.buffer)
  const jsonLength = view.getUint32(0)
  const bodyLength = view.getUint32(4)
  if (jsonLength > longestJson || bodyLength > longestBody) return err({ type: 'record-malformed' })
  const json = await reader.take(jsonLength)
  const body = await reader.take(bodyLength)
  if (json.length < jsonLength || body.length < bodyLength) return err({ type: 'record-malformed' })
  return ok({ ...parseJson(json), body })
}

/** An error is the last that comes. One record that is not what it should be does not end the others. */
export async function* readRecords(
  plaintext: AsyncIterable<Uint8Array>,
): AsyncGenerator<Result<ReadRecord, RecordError>, void, undefined> {
  const reader = createByteReader(plaintext)
  for (;;) {
    const read = await readRecord(reader)
    if (!read.ok) return yield read
    if (read.value === undefined) return
    yield ok(read.value)
  }
}
