import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js'
import { describe, expect, test } from 'vitest'
import { readDocument } from '../read-document.ts'
import { createEntryReader } from '../read-entry.ts'
import { fixture, lines, readAll, reasons } from '../testing/read-fixture.ts'
import { assetId, assetIdOfName, givenName } from './asset-id.ts'
import { openArchive } from './open-archive.ts'
import { sniff } from './sniff.ts'

const signal = new AbortController().signal

interface ZipOptions {
  readonly password?: string
  readonly zip64?: boolean
  readonly level?: number
}

const zip = async (
  entries: Readonly<Record<string, string | Uint8Array>>,
  options: ZipOptions = {},
): Promise<Blob> => {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false, ...options })
  for (const [name, content] of Object.entries(entries))
    await writer.add(
      name,
      typeof content === 'string' ? new TextReader(content) : new Uint8ArrayReader(content),
    )
  return writer.close()
}

const gzip = (bytes: Uint8Array<ArrayBuffer>): Promise<Blob> =>
  new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).blob()

const picture = new Uint8Array([137, 80, 78, 71, 1, 2, 3])

/** Properties and archives on two cores that others share: what comes, comes within this. */
const patient = { timeout: 60_000 }

describe('an archive as it was downloaded', patient, () => {
  test.each([
    ['plain', {}],
    ['zip64', { zip64: true }],
    ['stored', { level: 0 }],
  ] as const)('%s: its conversations, and the files that they name', async (_name, options) => {
    const archive = await zip(
      {
        'user.json': '{"id":"user-1","email":"a@example.org"}',
        'conversations.json': fixture('chatgpt-conversations.json'),
        'chat.html': '<html>',
        'user-abc/file_0000000012345678-sanitized.png': picture,
        'file-AbCdEf123456-notes.pdf': new Uint8Array([37, 80]),
        'file-Unused00-x.txt': 'unused',
      },
      options,
    )
    const alone = await readAll(fixture('chatgpt-conversations.json'))
    const { threads, skipped, events } = await readAll(archive)
    expect(threads).toHaveLength(alone.threads.length)
    expect(threads.map(lines)[0]).toEqual(alone.threads.map(lines)[0])
    const files =
      threads[1]?.messages.flatMap(({ parts }) => parts.filter(part => part.type === 'file')) ?? []
    expect(files.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['square.png', 'image/png'],
      ['notes.pdf', 'application/pdf'],
    ])
    const reader = createEntryReader([archive], signal)
    const [first] = files
    const path = first?.content.type === 'entry' ? first.content.path : ''
    const bytes = await reader.read(path)
    expect(bytes.ok && new Uint8Array(await bytes.value.arrayBuffer())).toEqual(picture)
    expect(await reader.read('0/999')).toEqual({ ok: false, error: { type: 'entry-missing' } })
    expect(reasons(skipped)).toContain('not-a-conversation left')
    expect(events.at(-1)).toMatchObject({ type: 'progress' })
    const [progress] = events.filter(event => event.type === 'progress').slice(-1)
    expect(progress?.type === 'progress' && progress.done === progress.total).toBe(true)
  })

  test('shards of one export, dropped together or in one archive, are one history', async () => {
    const shard = (id: string): string =>
      JSON.stringify([
        {
          title: id,
          conversation_id: id,
          mapping: {
            n: {
              parent: null,
              message: { author: { role: 'user' }, content: { content_type: 'text', parts: [id] } },
            },
          },
        },
      ])
    const dropped = await readAll(shard('a'), shard('b'))
    const packed = await readAll(
      await zip({ 'conversations-000.json': shard('a'), 'conversations-001.json': shard('b') }),
    )
    expect(dropped.threads.map(thread => thread.sourceId)).toEqual(['a', 'b'])
    expect(packed.threads).toEqual(dropped.threads)
    const twice = await readAll(shard('a'), shard('a'))
    expect(twice.threads).toHaveLength(1)
    expect(reasons(twice.skipped)).toEqual(['duplicate-id left'])
  })

  test('files that lie beside an export are found by the ids in their names', async () => {
    const beside = new File([picture], 'file_0000000012345678-sanitized.png')
    const { threads, skipped } = await readAll(new Blob([fixture('chatgpt-conversations.json')]), beside)
    const [file] = threads[1]?.messages[0]?.parts ?? []
    expect(file).toMatchObject({ name: 'square.png', content: { type: 'entry', path: '1', size: 7 } })
    expect(reasons(skipped)).not.toContain('not-a-conversation left')
    const bytes = await createEntryReader([new Blob(), beside], signal).read('1')
    expect(bytes.ok && bytes.value.size).toBe(7)
  })

  test("Claude's archive: conversations, projects in a file each, and what it remembers", async () => {
    const project = '{"uuid":"p","name":"Garden","prompt_template":"You are a gardener.","docs":[]}'
    const { threads, offers } = await readAll(
      await zip({
        'conversations.json': fixture('claude-conversations.json'),
        'projects/p.json': project,
        'memories.json': '[{"conversations_memory":"Likes trains.","account_uuid":"a"}]',
      }),
    )
    expect(threads).toHaveLength(1)
    expect(offers.map(offer => [offer.type, 'text' in offer ? offer.text : ''])).toEqual([
      ['instructions', 'You are a gardener.'],
      ['instructions', 'Likes trains.'],
    ])
  })

  test("Weft's archive: a thread comes with the places of its files", async () => {
    const { events } = await readAll(
      await zip({ 'weft.json': fixture('weft.json'), 'attachments/att_dddddddddddddddddddddddddd': 'hi' }),
    )
    const portable = events.find(event => event.type === 'portable')
    expect(portable).toMatchObject({
      portable: { files: [{ attachmentId: 'att_dddddddddddddddddddddddddd', path: '0/1', size: 2 }] },
    })
  })

  // An order that another program packed it in; an export of another program, one of ours, and an archive.
  test("Weft's archive: a file that a message has is never read as an export", async () => {
    const files = {
      att_dddddddddddddddddddddddddd: fixture('chatgpt-conversations.json'),
      att_eeeeeeeeeeeeeeeeeeeeeeeeee: fixture('weft.json'),
      att_ffffffffffffffffffffffffff: new Uint8Array(await (await zip({ a: '1' })).arrayBuffer()),
    }
    const alone = await readAll(fixture('weft.json'))
    const entriesIn = (folder: string) =>
      Object.fromEntries(Object.entries(files).map(([id, bytes]) => [`${folder}attachments/${id}`, bytes]))
    for (const folder of ['', 'taken/out/']) {
      const archive = await zip({ ...entriesIn(folder), [`${folder}weft.json`]: fixture('weft.json') })
      const { events, threads, skipped } = await readAll(archive)
      expect(threads).toEqual([])
      expect(events.filter(({ type }) => type === 'portable')).toMatchObject([
        { portable: { files: [{ attachmentId: 'att_dddddddddddddddddddddddddd', path: '0/0' }] } },
      ])
      expect(skipped).toEqual(alone.skipped)
    }
    const unpacked = Object.entries(files).map(([name, bytes]) => new File([bytes], name))
    const dropped = await readAll(...unpacked, new File([fixture('weft.json')], 'weft.json'))
    expect(dropped.threads).toEqual([])
    expect(dropped.events.filter(({ type }) => type === 'portable')).toHaveLength(1)
    expect(dropped.skipped).toEqual(alone.skipped)
  })

  test('only in an archive of Weft: elsewhere a folder of that name may hold conversations', async () => {
    const { threads } = await readAll(
      await zip({ 'attachments/all.json': fixture('chatgpt-conversations.json') }),
    )
    expect(threads).toHaveLength(2)
  })

  test('gzip is unpacked, whatever it is called', async () => {
    const plain = await readAll(fixture('thunderbolt.json'))
    const { threads } = await readAll(await gzip(fixture('thunderbolt.json')))
    expect(threads).toEqual(plain.threads)
  })
})

describe('an archive that was made to do harm', patient, () => {
  test('names are names: nothing is a path', async () => {
    const { threads } = await readAll(
      await zip({ '../../../etc/conversations.json': fixture('chatgpt-conversations.json') }),
    )
    expect(threads).toHaveLength(2)
  })

  test('an archive in an archive stays closed, and so does one with a password', async () => {
    const inner = new Uint8Array(await (await zip({ 'conversations.json': '[]' })).arrayBuffer())
    const nested = await readAll(await zip({ 'inner.json': inner }))
    expect(reasons(nested.skipped)).toEqual(['locked-archive left'])
    const locked = await readAll(await zip({ 'conversations.json': '[]' }, { password: 'x' }))
    expect(reasons(locked.skipped)).toEqual(['locked-archive left'])
  })

  test.each([
    ['for what it was packed in', { ratio: 200, free: 100_000, total: 1e12 }],
    ['for any file', { ratio: 1e9, free: 1e12, total: 1_000_000 }],
  ])(
    'what unpacks to more than it can be %s ends there, and what came before it is in',
    async (_name, bounds) => {
      const good = new TextDecoder().decode(fixture('chatgpt-conversations.json')).trimEnd().slice(0, -1)
      const bomb = `${good},${' '.repeat(8_000_000)}1]`
      const archive = await zip({ 'conversations.json': bomb })
      const opened = await openArchive(archive, signal)
      const [entry] = opened.ok ? opened.value : []
      if (!entry) throw new Error('no entry')
      const events = []
      const document = { ...entry, open: entry.open }
      for await (const event of readDocument(document, {
        signal,
        findAsset: () => undefined,
        unpackBounds: bounds,
      }))
        events.push(event)
      expect(events.filter(event => event.type === 'thread')).toHaveLength(2)
      expect(events.flatMap(event => (event.type === 'skipped' ? [event.skipped.reason] : []))).toContain(
        'too-large',
      )
    },
  )

  test('entries that lie in one place, which is how a small archive unpacks to any size, are not read', async () => {
    const bytes = new Uint8Array(await (await zip({ 'a.json': '[1]', 'b.json': '[2]' })).arrayBuffer())
    const view = new DataView(bytes.buffer)
    // The second record of the directory is made to point to the first entry (APPNOTE.TXT 4.3.12).
    const records = [...bytes.keys()].filter(
      at => at + 4 <= bytes.length && view.getUint32(at, true) === 0x02014b50,
    )
    const second = records[1]
    if (second === undefined) throw new Error('no record')
    view.setUint32(second + 42, 0, true)
    bytes.set(new TextEncoder().encode('a.json'), second + 46)
    const { threads, skipped } = await readAll(bytes)
    expect(threads).toEqual([])
    expect(reasons(skipped)).toContain('malformed left')
  })

  test('a directory of more entries than are read is told', async () => {
    const opened = await openArchive(await zip({ a: '1', b: '2', c: '3' }), signal, 2)
    expect(opened).toEqual({ ok: false, error: { type: 'archive-too-many', count: 2 } })
  })

  test('cut anywhere, damaged anywhere: it is told, and never thrown', async () => {
    const whole = new Uint8Array(
      await (await zip({ 'conversations.json': fixture('chatgpt-conversations.json') })).arrayBuffer(),
    )
    for (let part = 1; part < 12; part += 1) {
      const end = Math.floor((whole.length * part) / 12)
      const cut = await readAll(whole.slice(0, end))
      expect(cut.skipped.length).toBeGreaterThan(0)
      const damaged = whole.slice()
      damaged.fill(0xa5, end - 8, end)
      await readAll(damaged)
    }
    const packed = new Uint8Array(await (await gzip(fixture('thunderbolt.json'))).arrayBuffer())
    const half = await readAll(packed.slice(0, packed.length / 2))
    expect(half.skipped.map(({ reason }) => reason)).toEqual(['malformed'])
  })

  test('a reading that is stopped stops', async () => {
    const controller = new AbortController()
    controller.abort()
    await expect(openArchive(await zip({ a: '1' }), controller.signal)).rejects.toThrow()
  })
})

test.each([
  ['zip', [0x50, 0x4b, 3, 4], 'zip'],
  ['an empty zip', [0x50, 0x4b, 5, 6], 'zip'],
  ['gzip', [0x1f, 0x8b, 8], 'gzip'],
  ['an array', [0x20, 0x0a, 0x5b], 'json'],
  ['an object after a mark', [0xef, 0xbb, 0xbf, 0x7b], 'json'],
  ['UTF-16 with a mark', [0xff, 0xfe, 0x5b, 0], 'utf-16'],
  ['UTF-16 without one', [0x5b, 0, 0x7b, 0], 'utf-16'],
  ['the other UTF-16', [0, 0x5b, 0, 0x7b], 'utf-16'],
  ['a page', [0x3c, 0x68], 'other'],
  ['nothing', [], 'empty'],
] as const)('%s is known by its first bytes', (_name, bytes, shape) => {
  expect(sniff(new Uint8Array(bytes))).toBe(shape)
})

test.each([
  ['file-service://file-AbC123', 'file-AbC123'],
  ['sediment://file_00000abc', 'file_00000abc'],
  ['sediment://hash#file_00000abc#p_0.png', 'file_00000abc'],
  ['https://example.org/x.png', undefined],
  [7, undefined],
] as const)('the id in %s', (pointer, id) => {
  expect(assetId(pointer)).toBe(id)
})

test.each([
  ['file-AbC123-photo.png', 'file-AbC123', 'photo.png'],
  ['user-x/file_00ab-sanitized.png', 'file_00ab', 'sanitized.png'],
  ['file_00ab.dat', 'file_00ab', 'file_00ab.dat'],
  ['dalle/image.webp', undefined, 'image.webp'],
  ['..\\file-AbC-file-2.pdf', 'file-AbC', 'file-2.pdf'],
] as const)('the id in the name %s', (name, id, given) => {
  expect(assetIdOfName(name)).toBe(id)
  expect(givenName(name)).toBe(given)
})
