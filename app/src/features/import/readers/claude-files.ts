/** Files of a message of Claude: texts that were taken out of them are in the export, the files themselves are not. */

import type { ImportedFile } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, listOf } from '../fields.ts'

export const readClaudeFiles = (message: Fields): readonly ImportedFile[] => {
  const attached = listOf(message['attachments']).flatMap((each): ImportedFile[] => {
    const file = fieldsOf(each)
    if (!file) return []
    const text = file['extracted_content']
    // What was pasted has no name.
    const name = firstText(file, 'file_name', 'name') ?? 'pasted.txt'
    return typeof text === 'string' && text !== ''
      ? [{ type: 'file', name, mediaType: 'text/plain', content: { type: 'text', text } }]
      : [{ type: 'file', name, content: { type: 'missing' } }]
  })
  const named = new Set(attached.map(file => file.name))
  const files = listOf(message['files']).flatMap((each): ImportedFile[] => {
    const name = firstText(fieldsOf(each) ?? {}, 'file_name', 'name', 'file_uuid')
    return name === undefined || named.has(name) ? [] : [{ type: 'file', name, content: { type: 'missing' } }]
  })
  return [...attached, ...files]
}
