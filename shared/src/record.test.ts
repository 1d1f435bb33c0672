import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeRecord, encodeRecord, recordVersion } from './record.ts'

it('brings back what it was given, small and large, plain and deflated', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 0xffff }), fc.boolean(), (value, schema, long) => {
      const body = JSON.parse(JSON.stringify(long ? { value, text: 'woad '.repeat(200) } : value))
      const encoded = encodeRecord({ schema, minReader: 1, body })
      expect(decodeRecord(encoded)).toEqual({ ok: true, value: { schema, minReader: 1, body } })
      if (long) expect(encoded.length).toBeLessThan(JSON.stringify(body).length)
    }),
  )
})

it('says that a record is for a newer reader, and does not guess at it', () => {
  const encoded = encodeRecord({ schema: 9, minReader: recordVersion + 1, body: {} })
  expect(decodeRecord(encoded)).toEqual({ ok: false, error: { type: 'record-newer' } })
  expect(decodeRecord(encoded, recordVersion + 1).ok).toBe(true)
})

it('refuses rubbish and a body that inflates beyond what it announces', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
      const decoded = decodeRecord(bytes)
      if (!decoded.ok) expect(['record-newer', 'record-malformed']).toContain(decoded.error.type)
    }),
  )
  const honest = encodeRecord({ schema: 1, minReader: 1, body: 'a'.repeat(10_000) })
  const bomb = honest.slice()
  new DataView(bomb.buffer).setUint32(5, 20)
  expect(decodeRecord(bomb)).toEqual({ ok: false, error: { type: 'record-malformed' } })
  new DataView(bomb.buffer).setUint32(5, 0x7fffffff)
  expect(decodeRecord(bomb)).toEqual({ ok: false, error: { type: 'record-malformed' } })
})
