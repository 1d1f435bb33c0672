/** Files that were made to do harm, and files that are merely wrong: what they hold comes in, and the rest is told. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ImportedThread } from '../transfer/imported-thread.ts'
import { fixture, lines, readAll, reasons } from './testing/read-fixture.ts'

const fixtures = [
  'chatgpt-conversations.json',
  'claude-conversations.json',
  'claude-extension.json',
  'claude-projects.json',
  'open-webui.json',
  'librechat-flat.json',
  'librechat-nested.json',
  'chatbox.json',
  'nextchat.json',
  'big-agi-all.json',
  'big-agi-one.agi.json',
  'thunderbolt.json',
  'chatbot-ui.json',
  'weft.json',
]

const parsed = (name: string): unknown => JSON.parse(new TextDecoder().decode(fixture(name)))

/** Everything that could be replaced in a value, by the way to it. */
const placesIn = (value: unknown, way: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [way, ...Object.entries(value).flatMap(([key, child]) => placesIn(child, [...way, key]))]
    : [way]

const replaced = (value: unknown, way: readonly string[], put: unknown): unknown => {
  const [key, ...rest] = way
  if (key === undefined) return put
  if (Array.isArray(value))
    return value.map((child, index) => (String(index) === key ? replaced(child, rest, put) : child))
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, child]) => [
      name,
      name === key ? replaced(child, rest, put) : child,
    ]),
  )
}

const strange = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1e308,
    true,
    false,
    [],
    {},
    [[]],
    [null],
    [{}],
    '__proto__',
    'constructor',
    '\ud800',
    '<script>alert(1)</script>',
    { type: 'text' },
    { content_type: 'text', parts: [null, {}, []] },
    { role: 'user' },
    { messages: [] },
    { length: -1 },
  ),
  fc.jsonValue({ maxDepth: 3 }),
)

const expectSound = (thread: ImportedThread): void => {
  const before = new Set<string | null>([null])
  for (const { sourceId, parentSourceId, createdAt, parts, role } of thread.messages) {
    expect(before.has(parentSourceId)).toBe(true)
    expect(before.has(sourceId)).toBe(false)
    before.add(sourceId)
    expect(['user', 'assistant', 'tool']).toContain(role)
    if (createdAt !== undefined) expect(Number.isSafeInteger(createdAt)).toBe(true)
    expect(parts.length).toBeGreaterThan(0)
  }
  expect(thread.messages.length).toBeGreaterThan(0)
  if (thread.leafSourceId !== undefined) expect(before.has(thread.leafSourceId)).toBe(true)
  expect(JSON.stringify(thread).isWellFormed()).toBe(true)
  expect(typeof thread.sourceId).toBe('string')
}

/** Properties and archives on two cores that others share: what comes, comes within this. */
const patient = { timeout: 60_000 }

describe('any value in an export may be any other', patient, () => {
  test.each(fixtures)('%s: it is told, and never thrown', async name => {
    const value = parsed(name)
    const places = placesIn(value)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...places), strange), { minLength: 1, maxLength: 3 }),
        async changes => {
          const changed = changes.reduce((whole, [way, put]) => replaced(whole, way, put), value)
          const { threads, skipped } = await readAll(JSON.stringify(changed))
          for (const thread of threads) expectSound(thread)
          // A reader that threw would be told as this; the text itself is sound.
          if (name !== 'weft.json')
            expect(reasons(skipped).filter(line => line.startsWith('malformed'))).toEqual([])
        },
      ),
      { numRuns: 150 },
    )
  })

  test.each([
    ['chatgpt-conversations.json', [] as const],
    ['open-webui.json', [] as const],
    ['big-agi-all.json', ['conversations'] as const],
  ])('%s: and the conversations beside it come in as they were', async (name, listWay) => {
    const value = parsed(name)
    const list = listWay.reduce<unknown>((at, key) => Object(at)[key], value)
    const elements: readonly unknown[] = Array.isArray(list) ? list : []
    const whole = await readAll(JSON.stringify(value))
    const within = elements.flatMap((element, index) =>
      placesIn(element).map(way => ({ index, way: [...listWay, String(index), ...way] })),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...within), strange, async ({ index, way }, put) => {
        const alone = await readAll(JSON.stringify([elements[index]]))
        const touched = new Set(alone.threads.map(thread => thread.sourceId))
        const { threads } = await readAll(JSON.stringify(replaced(value, way, put)))
        const found = threads.map(lines)
        for (const thread of whole.threads)
          if (!touched.has(thread.sourceId)) expect(found).toContainEqual(lines(thread))
      }),
      { numRuns: 200 },
    )
  })
})

const conversation = (mapping: object, more: object = {}): string =>
  JSON.stringify([{ title: 'T', conversation_id: 'c', mapping, ...more }])

const said = (id: string, parent: string | null, text: string, children: readonly string[] = []) => ({
  id,
  parent,
  children,
  message: { id, author: { role: 'user' }, content: { content_type: 'text', parts: [text] } },
})

describe('what is made to do harm', patient, () => {
  test('keys of prototypes change nothing, and messages of such names come in', async () => {
    const text = conversation({
      constructor: said('constructor', '__proto__', 'one'),
      toString: said('toString', 'constructor', 'two'),
    })
    const poisoned = text.replace(
      '"mapping":{',
      '"__proto__":{"polluted":true},"mapping":{"__proto__":{"polluted":true},',
    )
    const { threads, skipped } = await readAll(poisoned)
    expect(threads.map(lines)).toEqual([
      ['constructor < · user', '  one', 'toString < constructor user', '  two'],
    ])
    expect(skipped).toEqual([])
    expect('polluted' in {}).toBe(false)
  })

  test('circles are cut, and nothing of them is lost', async () => {
    const { threads, skipped } = await readAll(
      conversation({
        a: said('a', 'c', '1', ['b']),
        b: said('b', 'a', '2', ['c']),
        c: said('c', 'b', '3', ['a']),
      }),
    )
    expect(threads.map(lines)).toEqual([['a < · user', '  1', 'b < a user', '  2', 'c < b user', '  3']])
    expect(reasons(skipped)).toEqual(['cycle kept a'])
  })

  test('children that only their parent knows, and parents that nobody knows', async () => {
    const { threads, skipped } = await readAll(
      conversation({
        a: said('a', null, '1', ['b']),
        b: { ...said('b', null, '2'), parent: undefined },
        c: said('c', 'gone', '3'),
      }),
    )
    expect(threads.map(lines)).toEqual([['a < · user', '  1', 'b < a user', '  2', 'c < · user', '  3']])
    expect(reasons(skipped)).toEqual(['missing-parent kept c gone'])
  })

  test('as many children as a file can hold end in one line', { timeout: 120_000 }, async () => {
    const mapping: Record<string, unknown> = { root: said('root', null, 'r') }
    for (let index = 0; index < 220_000; index += 1) mapping[`n${index}`] = said(`n${index}`, 'root', 'x')
    const { threads, skipped } = await readAll(conversation(mapping))
    expect(threads[0]?.messages).toHaveLength(200_000)
    expect(reasons(skipped)).toEqual(['too-many left  20001'])
  })

  test('a thread as deep as it is long is read without a stack', { timeout: 60_000 }, async () => {
    const depth = 20_000
    let text = ''
    for (let index = 0; index < depth; index += 1)
      text += `{"messageId":"${index}","isCreatedByUser":true,"text":"x","children":[`
    const { threads } = await readAll(
      `{"conversationId":"deep","title":"Deep","messagesTree":[${text}${']}'.repeat(depth)}]}`,
    )
    expect(threads[0]?.messages).toHaveLength(depth)
    expect(threads[0]?.messages.at(-1)?.parentSourceId).toBe(`${depth - 2}`)
  })

  test('what nobody knows and is very deep is named, not written out', async () => {
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`
    const node = `{"id":"a","parent":null,"message":{"author":{"role":"assistant"},"content":{"content_type":"odd","deep":${deep}}}}`
    const { threads, skipped } = await readAll(
      `[{"title":"T","conversation_id":"c","mapping":{"a":${node}}}]`,
    )
    expect(threads.map(lines)).toEqual([['a < · assistant', '  ```json\n…\n```']])
    expect(reasons(skipped)).toEqual(['unknown-content kept a odd'])
  })

  test('a tower of brackets is one line, and its neighbours come in', async () => {
    const good = conversation({ a: said('a', null, '1') }).slice(1, -1)
    const tower = '['.repeat(60_000) + ']'.repeat(60_000)
    const { threads, skipped } = await readAll(`[${tower},${good}]`)
    expect(threads).toHaveLength(1)
    expect(skipped.map(({ reason }) => reason)).toEqual(['too-deep'])
  })

  test('HTML in titles and names is text', async () => {
    const title = '<img src=x onerror=alert(1)>'
    const { threads } = await readAll(conversation({ a: said('a', null, title) }, { title }))
    expect(threads[0]?.title).toBe(title)
    expect(threads.map(lines)).toEqual([['a < · user', `  ${title}`]])
  })

  test('half a character becomes the sign for one that is missing', async () => {
    const { threads } = await readAll(
      conversation({ '\ud800': said('\ud800', null, 'a\udc00b') }, { title: '\ud83d' }),
    )
    expect(threads[0]?.title).toBe('\ufffd')
    expect(threads.map(lines)).toEqual([['\ufffd < · user', '  a\ufffdb']])
  })

  test('times that are no times are no times', async () => {
    for (const time of [1e308, -1e15, '1e999', {}, [1], '3/4/2024, 5:06:07 AM']) {
      const node = said('a', null, '1')
      const { threads } = await readAll(
        conversation(
          { a: { ...node, message: { ...node.message, create_time: time } } },
          { create_time: time },
        ),
      )
      expect(threads[0]?.createdAt).toBeUndefined()
      expect(threads[0]?.messages[0]?.createdAt).toBeUndefined()
    }
  })

  test('two messages of one name are both kept, unless they say the same', async () => {
    const message = (uuid: string, text: string) => ({
      uuid,
      sender: 'human',
      text,
      parent_message_uuid: '00000000-0000-4000-8000-000000000000',
    })
    const { threads, skipped } = await readAll(
      JSON.stringify([
        {
          uuid: 'c',
          name: 'T',
          chat_messages: [message('m', 'one'), message('m', 'two'), message('m', 'one')],
        },
      ]),
    )
    expect(threads.map(lines)).toEqual([['m < · user', '  one', 'm~2 < · user', '  two']])
    expect(reasons(skipped).toSorted()).toEqual(['duplicate-id kept m m~2', 'duplicate-id left m'])
  })
})

describe('a file that ends too early, or is none', patient, () => {
  test.each(fixtures)('%s, cut anywhere: what came before is there, and a line says so', async name => {
    const bytes = fixture(name)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 2 }), async end => {
        const { threads, skipped } = await readAll(bytes.slice(0, end))
        for (const thread of threads) expectSound(thread)
        expect(skipped.map(({ reason }) => reason)).toContain('malformed')
      }),
      { numRuns: 40 },
    )
  })

  test('the conversations before the cut are whole', async () => {
    const whole = await readAll(fixture('chatgpt-conversations.json'))
    const bytes = fixture('chatgpt-conversations.json')
    const { threads } = await readAll(bytes.slice(0, bytes.length - 100))
    expect(threads.map(lines)).toEqual(whole.threads.slice(0, 1).map(lines))
  })

  test.each([
    ['a page', '<!doctype html><p>hello', 'not-a-conversation left'],
    ['nothing', '', 'not-a-conversation left'],
    ['a list of something else', '[{"x":1},{"y":2}]', 'not-a-conversation left'],
    ['an object of something else', '{"users":[1,2]}', 'not-a-conversation left'],
    ['JSON in wide characters', '\ufeff[', 'wrong-encoding left'],
    ['a list of links', '{"files":[{"url":"https://example.org/data-1.zip?sig=1"}]}', 'links-only left'],
  ])('%s is one line', async (name, text, line) => {
    const wide = new Uint8Array([0xff, 0xfe, 0x5b, 0x00])
    const { threads, skipped } = await readAll(name.includes('wide') ? wide : text)
    expect(threads).toEqual([])
    expect(reasons(skipped)).toEqual([line])
  })
})
