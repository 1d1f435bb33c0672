/** Archives in the browser that will read them: its own unpacking, in files on its side. */

import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js'
import { expect, test } from 'vitest'
import type { ImportEvent } from '../../transfer/imported-thread.ts'
import { createEntryReader } from '../read-entry.ts'
import { readImport } from '../read-import.ts'

const conversations = JSON.stringify(
  Array.from({ length: 300 }, (_, index) => ({
    conversation_id: `c${index}`,
    mapping: {
      a: {
        parent: null,
        message: {
          author: { role: 'user' },
          content: { content_type: 'text', parts: [`বার্তা ${index} ${'x'.repeat(2000)}`] },
          metadata: { attachments: [{ id: 'file-Ab1', name: 'a.txt', mime_type: 'text/plain' }] },
        },
      },
    },
  })),
)

const read = async (file: Blob): Promise<readonly ImportEvent[]> => {
  const events: ImportEvent[] = []
  for await (const event of readImport([file], new AbortController().signal)) events.push(event)
  return events
}

test('an archive of conversations and a file', async () => {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false })
  await writer.add('conversations.json', new TextReader(conversations))
  await writer.add('file-Ab1-a.txt', new TextReader('attached'))
  const archive = await writer.close()
  const events = await read(archive)
  const threads = events.flatMap(event => (event.type === 'thread' ? [event.thread] : []))
  expect(threads.map(thread => thread.sourceId)).toEqual(
    Array.from({ length: 300 }, (_, index) => `c${index}`),
  )
  const [text, file] = threads[299]?.messages[0]?.parts ?? []
  expect(text).toMatchObject({ type: 'text', text: `বার্তা 299 ${'x'.repeat(2000)}` })
  if (file?.type !== 'file' || file.content.type !== 'entry') throw new Error('no file')
  const bytes = await createEntryReader([archive], new AbortController().signal).read(file.content.path)
  expect(bytes.ok && (await bytes.value.text())).toBe('attached')
})

test('a packed file, and one that is cut', async () => {
  const packed = await new Response(
    new Blob([conversations]).stream().pipeThrough(new CompressionStream('gzip')),
  ).blob()
  expect((await read(packed)).filter(event => event.type === 'thread')).toHaveLength(300)
  const cut = await read(packed.slice(0, packed.size / 2))
  const came = cut.filter(event => event.type === 'thread').length
  expect(came).toBeLessThan(300)
  // Each names a file that does not lie beside this one.
  expect(cut.flatMap(event => (event.type === 'skipped' ? [event.skipped.reason] : []))).toEqual([
    ...Array.from({ length: came }, () => 'file-missing'),
    'malformed',
  ])
})
