/** What the app writes is what `docs/export-format.schema.json` says, and the schema can say no. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { createMemorySource, defaultOptions, exportToMemory } from './testing/memory-source.ts'
import { richThread, threadId, workspaceId } from './testing/rich-thread.ts'

const schema: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../docs/export-format.schema.json'), 'utf8'),
)
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const validator = () => {
  if (!isObject(schema)) throw new Error('the schema is an object')
  return new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    formats: { 'date-time': true },
  }).compile(schema)
}

test('an export of everything is as the schema says', async () => {
  const closed = {
    type: 'closed',
    threadId: threadId('closed'),
    title: 'Locked',
    reason: 'key-unopenable',
  } as const
  const source = createMemorySource({ threads: [richThread], before: [closed] })
  const { text } = await exportToMemory(source, defaultOptions('json'))
  const validate = validator()
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true)
  expect(JSON.parse(text)).toMatchObject({
    threads: [{ workspaceId }],
    leftOut: [{ type: 'thread', title: 'Locked' }],
  })
})

test.each([
  ['of no workspace', undefined],
  ['of something else', 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa'],
])('the schema refuses a thread %s', async (_, other) => {
  const { text } = await exportToMemory(createMemorySource({ threads: [richThread] }), defaultOptions('json'))
  const whole = JSON.parse(text)
  whole.threads[0].workspaceId = other
  if (other === undefined) delete whole.threads[0].workspaceId
  expect(validator()(whole)).toBe(false)
})

test.each([
  ['a text without its words', { type: 'text' }],
  ['an attachment without its size', { type: 'attachment', attachmentId: 'x', name: 'a', mediaType: 'b' }],
])('the schema refuses %s', async (_, part) => {
  const [first] = richThread.messages
  const { text } = await exportToMemory(createMemorySource({ threads: [richThread] }), defaultOptions('json'))
  const whole = JSON.parse(text)
  whole.threads[0].messages = [{ ...first, parts: [part] }]
  expect(validator()(whole)).toBe(false)
})

test('the schema lets what a newer Weft has added pass', async () => {
  const { text } = await exportToMemory(createMemorySource({ threads: [richThread] }), defaultOptions('json'))
  const whole = JSON.parse(text)
  whole.threads[0].messages[0].parts.push({ type: 'hologram', depth: 3 })
  whole.threads[0].mood = 'calm'
  expect(validator()(whole)).toBe(true)
})
