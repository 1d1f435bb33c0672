/** The `content` of a message of Claude, block by block; `text` is the same in short and counts where there are none. */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPart } from '../../transfer/imported-thread.ts'
import { asText, type Fields, fieldsOf, firstText, isFields, listOf, textOf } from '../fields.ts'
import { timeOf } from '../time-of.ts'
import { type ChatContent, unknownPart } from './chat-content.ts'

export const readClaudeBlocks = (message: Fields, id: string): ChatContent => {
  const parts: ImportedPart[] = []
  const unknown: string[] = []
  const sources: ImportedPart[] = []
  let lastCall: { readonly callId: string; readonly name: string } | undefined
  for (const [index, each] of listOf(message['content']).entries()) {
    const block = fieldsOf(each)
    if (!block) continue
    switch (block['type']) {
      case 'text':
      case 'voice_note': {
        const text = textOf(block['text'])
        if (text !== undefined) parts.push({ type: 'text', text })
        sources.push(...readCitations(block))
        break
      }
      case 'thinking': {
        const text = textOf(block['thinking']) ?? textOf(block['text'])
        if (text !== undefined) parts.push({ type: 'reasoning', text, ...durationOf(block) })
        break
      }
      case 'redacted_thinking':
      // How much may still be said is nothing that was said.
      case 'token_budget':
        break
      case 'tool_use': {
        lastCall = { callId: textOf(block['id']) ?? `${id}.${index}`, name: textOf(block['name']) ?? 'tool' }
        parts.push({ type: 'tool-call', ...lastCall, input: inputOf(block) })
        break
      }
      case 'tool_result': {
        const result = readResult(block)
        parts.push({
          type: 'tool-result',
          callId: textOf(block['tool_use_id']) ?? lastCall?.callId ?? `${id}.${index}`,
          name: textOf(block['name']) ?? lastCall?.name ?? 'tool',
          output: result.output,
          failed: block['is_error'] === true,
        })
        sources.push(...result.sources)
        break
      }
      default:
        unknown.push(textOf(block['type']) ?? 'block')
        parts.push(unknownPart(block))
    }
  }
  if (parts.length === 0) {
    const text = textOf(message['text'])
    if (text !== undefined) parts.push({ type: 'text', text })
  }
  return { parts: [...parts, ...withoutRepeats(sources)], unknown }
}

const durationOf = (block: Fields): { readonly duration?: number } => {
  const start = timeOf(block['start_timestamp'])
  const stop = timeOf(block['stop_timestamp'])
  return start !== undefined && stop !== undefined && stop > start ? { duration: stop - start } : {}
}

/** Artifacts are the input of a tool; some exports leave it empty and have only what was shown of it. */
const inputOf = (block: Fields): string => {
  const input = block['input']
  if (typeof input === 'string' || (isFields(input) && Object.keys(input).length > 0)) return asText(input)
  const shown = fieldsOf(block['display_content'])
  if (!shown) return asText(input)
  const json = textOf(shown['json_block'])
  return (
    json ??
    asText(definedFields({ filename: shown['filename'], language: shown['language'], code: shown['code'] }))
  )
}

const readResult = (
  block: Fields,
): { readonly output: string; readonly sources: readonly ImportedPart[] } => {
  const content = block['content']
  if (!Array.isArray(content)) return { output: asText(content), sources: [] }
  const outputs: string[] = []
  const sources: ImportedPart[] = []
  for (const each of content) {
    const item = fieldsOf(each)
    const text = item ? textOf(item['text']) : asText(each)
    if (item?.['type'] === 'knowledge' || item?.['type'] === 'web_search_result')
      sources.push(...toSource(item))
    outputs.push(text ?? asText(item))
  }
  return { output: outputs.join('\n'), sources }
}

const readCitations = (block: Fields): readonly ImportedPart[] =>
  listOf(block['citations']).flatMap(each => {
    const citation = fieldsOf(each)
    return citation ? toSource(fieldsOf(citation['details']) ?? citation) : []
  })

const toSource = (fields: Fields): readonly ImportedPart[] => {
  const url = firstText(fields, 'url', 'source')
  const title = firstText(fields, 'title', 'document_title') ?? url
  const quote = firstText(fields, 'cited_text', 'quote')
  return title === undefined ? [] : [{ type: 'source', title, ...definedFields({ url, quote }) }]
}

const withoutRepeats = (sources: readonly ImportedPart[]): readonly ImportedPart[] => [
  ...new Map(sources.map(source => [asText(source), source])).values(),
]
