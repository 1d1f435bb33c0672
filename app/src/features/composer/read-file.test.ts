import { describe, expect, test } from 'vitest'
import { isLongPaste } from './long-paste.ts'
import { largestFile, readFile } from './read-file.ts'

const file = (content: BlobPart, name = 'a.txt', type = ''): File => new File([content], name, { type })
const silent = (): void => undefined
const typeOf = async (given: File): Promise<string> => {
  const read = await readFile(given, silent)
  return read.ok ? read.value.mediaType : read.error.type
}

describe('readFile', () => {
  test('knows pictures and PDF by what is in them, whatever they are called', async () => {
    expect(await typeOf(file(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1), 'a.txt', 'text/plain'))).toBe(
      'image/png',
    )
    expect(await typeOf(file(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)))).toBe('image/jpeg')
    expect(await typeOf(file('%PDF-1.7'))).toBe('application/pdf')
    expect(await typeOf(file('RIFF0000WEBPVP8 '))).toBe('image/webp')
    expect(await typeOf(file('GIF89a'))).toBe('image/gif')
  })

  test('takes anything that is text, code of any name included', async () => {
    expect(await typeOf(file('fn main() {}', 'main.rs', 'application/rls-services+xml'))).toBe('text/plain')
    expect(await typeOf(file('a,b\n1,2', 'rides.csv', 'application/vnd.ms-excel'))).toBe('text/csv')
    expect(await typeOf(file('<svg/>', 'a.svg', 'image/svg+xml'))).toBe('text/plain')
    expect(await typeOf(file('আমার সোনার বাংলা', 'a.md', 'text/markdown'))).toBe('text/markdown')
  })

  test('a character cut by the edge of the sample does not make text anything else', async () => {
    expect(await typeOf(file(`${'a'.repeat(65_535)}৫৫`))).toBe('text/plain')
  })

  test('text of 16-bit units becomes UTF-8', async () => {
    const read = await readFile(file(Uint8Array.of(0xff, 0xfe, 0x26, 0x27, 0x21, 0x00)), silent)
    expect(read.ok && new TextDecoder().decode(read.value.bytes)).toBe('✦!')
  })

  test('says why it takes nothing else', async () => {
    expect(
      await typeOf(file(Uint8Array.of(0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70), 'a.heic', 'image/heic')),
    ).toBe('file-not-shown')
    expect(await typeOf(file('not a picture', 'a.png', 'image/png'))).toBe('file-not-shown')
    expect(await typeOf(file(''))).toBe('file-empty')
    expect(await typeOf(file(new Uint8Array(largestFile + 1)))).toBe('file-too-large')
    const lost = file('gone')
    Object.defineProperty(lost, 'stream', {
      value: () =>
        new ReadableStream({ start: controller => controller.error(new Error('NotReadableError')) }),
    })
    expect(await typeOf(lost)).toBe('file-unreadable')
  })

  test('tells how far it has come', async () => {
    const heard: number[] = []
    await readFile(file('abcd'), done => heard.push(done))
    expect(heard.at(-1)).toBe(1)
  })
})

describe('isLongPaste', () => {
  test('more than 8,000 characters, or more than 200 lines', () => {
    expect(isLongPaste('a'.repeat(8_000))).toBe(false)
    expect(isLongPaste('a'.repeat(8_001))).toBe(true)
    expect(isLongPaste('\n'.repeat(199))).toBe(false)
    expect(isLongPaste('\n'.repeat(200))).toBe(true)
  })
})
