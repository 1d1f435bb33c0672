/** Parts of a message as the AI SDK's `UIMessage` has them (versions 4 to 6), which several programs store as they are. */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPart } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, textOf } from '../fields.ts'
import { type ChatContent, toolParts, unknownPart } from './chat-content.ts'
import { fileOfAddress } from './data-url.ts'

export const readUiParts = (list: readonly unknown[], id: string): ChatContent => {
  const parts: ImportedPart[] = []
  const unknown: string[] = []
  const sources: ImportedPart[] = []
  for (const [index, each] of list.entries()) {
    const part = fieldsOf(each)
    const kind = textOf(part?.['type'])
    if (!part || kind === undefined) continue
    if (kind === 'source-url' || kind === 'source-document' || kind === 'source')
      sources.push(...readSource(part))
    else {
      const read = readPart(kind, part, `${id}.${index}`)
      if (read) parts.push(...read)
      else {
        unknown.push(kind)
        parts.push(unknownPart(part))
      }
    }
  }
  return { parts: [...parts, ...sources], unknown }
}

const readPart = (kind: string, part: Fields, fallback: string): readonly ImportedPart[] | undefined => {
  if (kind === 'text') {
    const text = textOf(part['text'])
    return text === undefined ? [] : [{ type: 'text', text }]
  }
  if (kind === 'reasoning') {
    const text = firstText(part, 'text', 'reasoning')
    return text === undefined ? [] : [{ type: 'reasoning', text }]
  }
  // Where one step of the model ends.
  if (kind === 'step-start') return []
  if (kind === 'file') {
    const address = firstText(part, 'url', 'data')
    const name = textOf(part['filename'])
    return [
      address === undefined
        ? { type: 'file', name: name ?? 'file', content: { type: 'missing' } }
        : fileOfAddress(address, name),
    ]
  }
  if (kind === 'dynamic-tool' || kind === 'tool-invocation' || kind.startsWith('tool-'))
    return readTool(kind, fieldsOf(part['toolInvocation']) ?? part, fallback)
  return undefined
}

const readTool = (kind: string, call: Fields, fallback: string): readonly ImportedPart[] => {
  const error = textOf(call['errorText'])
  return toolParts({
    callId: textOf(call['toolCallId']) ?? fallback,
    name: textOf(call['toolName']) ?? kind.replace(/^tool-/, ''),
    input: call['input'] ?? call['args'],
    output: error ?? call['output'] ?? call['result'],
    failed: error !== undefined,
  })
}

const readSource = (part: Fields): readonly ImportedPart[] => {
  const source = fieldsOf(part['source']) ?? part
  const url = textOf(source['url'])
  const title = firstText(source, 'title', 'filename') ?? url
  return title === undefined ? [] : [{ type: 'source', title, ...definedFields({ url }) }]
}
