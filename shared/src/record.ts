/**
 * What lies inside a seal: `codec(1) | schema(2) | minReader(2) | body`, integers big-endian. A deflated body
 * (RFC 1951) is preceded by its plain length (4), which bounds what it may inflate to. `schema` is the
 * version that wrote it, `minReader` the oldest that may read it. An older Weft that rewrites a newer record
 * keeps both and every field it does not know.
 */

import { deflateSync, inflateSync } from 'fflate'
import { assert } from './assert.ts'
import { concatBytes, decodeText, encodeText } from './bytes.ts'
import { err, ok, type Result, type TaggedError } from './result.ts'

/** The version of records that this Weft writes and the newest `minReader` it understands. */
export const recordVersion = 1

export interface SealedRecord {
  readonly schema: number
  readonly minReader: number
  /** A JSON value. */
  readonly body: unknown
}

export type RecordError = TaggedError<'record-newer' | 'record-malformed'>

const headerLength = 5
const lengthPrefix = 4
const codecJson = 1
const codecDeflatedJson = 2
/** Below this, deflate saves less than it costs. */
const worthDeflating = 256
/** No honest value inside a document is larger (larger ones are blobs); bounds what a bomb can inflate to. */
const maxBody = 4 * 1024 * 1024

export const encodeRecord = (record: SealedRecord): Uint8Array<ArrayBuffer> => {
  const plain = encodeText(JSON.stringify(record.body))
  const deflated = plain.length >= worthDeflating ? deflateSync(plain) : plain
  const smaller = deflated.length + lengthPrefix < plain.length
  const header = new Uint8Array(headerLength + (smaller ? lengthPrefix : 0))
  const view = new DataView(header.buffer)
  view.setUint8(0, smaller ? codecDeflatedJson : codecJson)
  view.setUint16(1, record.schema)
  view.setUint16(3, record.minReader)
  if (smaller) view.setUint32(headerLength, plain.length)
  return concatBytes(header, smaller ? deflated : plain)
}

/** Throws when the bytes do not inflate to exactly the length they announce. */
const inflate = (content: Uint8Array): Uint8Array => {
  const length = new DataView(content.buffer, content.byteOffset, content.byteLength).getUint32(0)
  assert(length <= maxBody, 'a record is at most 4 MiB')
  const plain = inflateSync(content.subarray(lengthPrefix), { out: new Uint8Array(length) })
  assert(plain.length === length, 'a record has the length it announces')
  return plain
}

export const decodeRecord = (
  bytes: Uint8Array,
  reader = recordVersion,
): Result<SealedRecord, RecordError> => {
  if (bytes.length < headerLength) return err({ type: 'record-malformed' })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const codec = view.getUint8(0)
  const schema = view.getUint16(1)
  const minReader = view.getUint16(3)
  if (minReader > reader || codec > codecDeflatedJson) return err({ type: 'record-newer' })
  if (codec < codecJson) return err({ type: 'record-malformed' })
  const content = bytes.subarray(headerLength)
  try {
    const plain = codec === codecDeflatedJson ? inflate(content) : content
    const body: unknown = JSON.parse(decodeText(plain))
    return ok({ schema, minReader, body })
  } catch {
    return err({ type: 'record-malformed' })
  }
}
