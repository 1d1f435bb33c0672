/** The fragments of a message of big-AGI: what was said (`content`), what was attached, and what only the program shows. */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPart } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, listOf, textOf } from '../fields.ts'
import { type ChatContent, toolParts, unknownPart } from './chat-content.ts'
import { fileOfAddress } from './data-url.ts'

export const readFragments = (message: Fields, id: string): ChatContent => {
  const parts: ImportedPart[] = []
  const unknown: string[] = []
  const names = new Map<string, string>()
  for (const [index, each] of listOf(message['fragments']).entries()) {
    const fragment = fieldsOf(each)
    const part = fieldsOf(fragment?.['part'])
    if (!fragment || !part) continue
    const read = readPart(part, fragment, names, `${id}.${index}`)
    if (read) parts.push(...read)
    else {
      unknown.push(textOf(part['pt']) ?? 'fragment')
      parts.push(unknownPart(part))
    }
  }
  return { parts, unknown }
}

export const textOfFragments = (message: Fields): string | undefined => {
  const texts = readFragments(message, '').parts.flatMap(part => (part.type === 'text' ? [part.text] : []))
  return texts.length === 0 ? undefined : texts.join('\n\n')
}

const readPart = (
  part: Fields,
  fragment: Fields,
  names: Map<string, string>,
  fallback: string,
): readonly ImportedPart[] | undefined => {
  switch (part['pt']) {
    case 'text':
    case 'error': {
      const text = firstText(part, 'text', 'error')
      return text === undefined ? [] : [{ type: 'text', text }]
    }
    // Stands for something that was still to come.
    case 'ph':
    case '_pt_sentinel':
      return []
    case 'ma': {
      const text = textOf(part['aText'])
      return text === undefined ? [] : [{ type: 'reasoning', text }]
    }
    case 'doc': {
      const meta = fieldsOf(part['meta'])
      const text = textOf(fieldsOf(part['data'])?.['text'])
      const name =
        textOf(meta?.['srcFileName']) ??
        textOf(fragment['title']) ??
        textOf(part['l1Title']) ??
        'document.txt'
      return [
        text === undefined
          ? { type: 'file', name, content: { type: 'missing' } }
          : { type: 'file', name, mediaType: 'text/plain', content: { type: 'text', text } },
      ]
    }
    case 'image_ref':
    case 'reference': {
      const address = textOf(fieldsOf(part['dataRef'])?.['url'])
      const name = textOf(fragment['title']) ?? textOf(part['altText'])
      // Pictures lie in another database, which the file does not hold.
      return [
        address === undefined
          ? { type: 'file', name: name ?? 'picture', content: { type: 'missing' } }
          : fileOfAddress(address, name),
      ]
    }
    case 'annotations':
      return listOf(part['annotations']).flatMap((each): ImportedPart[] => {
        const note = fieldsOf(each)
        const url = textOf(note?.['url'])
        const title = textOf(note?.['title']) ?? url
        return title === undefined ? [] : [{ type: 'source', title, ...definedFields({ url }) }]
      })
    case 'tool_invocation': {
      const call = fieldsOf(part['invocation']) ?? {}
      const callId = textOf(part['id']) ?? fallback
      const name = textOf(call['name']) ?? textOf(call['type']) ?? 'tool'
      names.set(callId, name)
      return toolParts({ callId, name, input: call['args'] ?? call['code'] })
    }
    case 'tool_response': {
      const response = fieldsOf(part['response']) ?? {}
      const callId = textOf(part['id']) ?? fallback
      return [
        {
          type: 'tool-result',
          callId,
          name: textOf(response['name']) ?? names.get(callId) ?? 'tool',
          output: textOf(part['error']) ?? textOf(response['result']) ?? '',
          failed: part['error'] !== false && part['error'] !== undefined,
        },
      ]
    }
    default:
      return undefined
  }
}
