/** What hangs on a message of Open WebUI: files, some whole and some only named, and the passages it was read from. */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPart } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, listOf, textOf } from '../fields.ts'
import { fileOfAddress } from './data-url.ts'

export const readOpenWebUiFiles = (message: Fields): readonly ImportedPart[] =>
  listOf(message['files']).flatMap((each): ImportedPart[] => {
    const file = fieldsOf(each)
    if (!file) return []
    const inner = fieldsOf(file['file'])
    const name = firstText(file, 'name', 'filename') ?? firstText(inner ?? {}, 'filename', 'name')
    const text = textOf(fieldsOf(inner?.['data'])?.['content']) ?? textOf(file['content'])
    if (text !== undefined)
      return [
        {
          type: 'file',
          name: name ?? 'file.txt',
          // What was taken out of it, whatever it was.
          mediaType: 'text/plain',
          content: { type: 'text', text },
        },
      ]
    const url = textOf(file['url'])
    if (url?.startsWith('data:')) return [fileOfAddress(url, name)]
    return [{ type: 'file', name: name ?? url ?? 'file', content: { type: 'missing' } }]
  })

/** A source lists passages and, beside them, where each is from. */
export const readOpenWebUiSources = (message: Fields): readonly ImportedPart[] =>
  [...listOf(message['sources']), ...listOf(message['citations'])].flatMap((each): ImportedPart[] => {
    const entry = fieldsOf(each)
    if (!entry) return []
    const source = fieldsOf(entry['source'])
    const places = listOf(entry['metadata'])
    const passages = listOf(entry['document'])
    const count = Math.max(passages.length, 1)
    return Array.from({ length: Math.min(count, 100) }, (_, index): ImportedPart[] => {
      const place = fieldsOf(places[index])
      const address = textOf(place?.['source']) ?? textOf(source?.['url'])
      const url = address !== undefined && /^https?:/i.test(address) ? address : undefined
      const title = textOf(place?.['name']) ?? textOf(source?.['name']) ?? address
      if (title === undefined) return []
      return [{ type: 'source', title, ...definedFields({ url, quote: textOf(passages[index]) }) }]
    }).flat()
  })
