/**
 * Older answers of Open WebUI keep reasoning and tools as `<details>` in the text. They are found by looking for their
 * ends and nothing is parsed as HTML; a `<details>` of another kind was written by the model and stays as it is.
 */

import type { ImportedPart } from '../../transfer/imported-thread.ts'

const opening = '<details type="'
const closing = '</details>'

export const readDetails = (content: string, id: string): readonly ImportedPart[] => {
  const parts: ImportedPart[] = []
  let from = 0
  let said = ''
  const flush = (): void => {
    const text = said.trim()
    if (text !== '') parts.push({ type: 'text', text })
    said = ''
  }
  while (true) {
    const start = content.indexOf(opening, from)
    const headEnd = start === -1 ? -1 : content.indexOf('>', start)
    const end = headEnd === -1 ? -1 : content.indexOf(closing, headEnd)
    if (end === -1) break
    const attributes = readAttributes(content.slice(start + '<details'.length, headEnd))
    const found = readBlock(attributes, content.slice(headEnd + 1, end), `${id}.${start}`)
    said += content.slice(from, found ? start : end + closing.length)
    if (found) {
      flush()
      parts.push(...found)
    }
    from = end + closing.length
  }
  said += content.slice(from)
  // Without steps the text is what was written, to the last space.
  if (parts.length === 0) return content === '' ? [] : [{ type: 'text', text: content }]
  flush()
  return parts
}

const readBlock = (
  attributes: ReadonlyMap<string, string>,
  inner: string,
  callId: string,
): readonly ImportedPart[] | undefined => {
  switch (attributes.get('type')) {
    case 'reasoning': {
      const seconds = Number(attributes.get('duration') ?? Number.NaN)
      const text = unquote(unescape(withoutSummary(inner)))
      if (text === '') return []
      return [{ type: 'reasoning', text, ...(seconds >= 0 ? { duration: Math.round(seconds * 1000) } : {}) }]
    }
    case 'tool_calls': {
      const call = { callId: attributes.get('id') ?? callId, name: attributes.get('name') ?? 'tool' }
      const result = attributes.get('result')
      const output = result === undefined ? unescape(withoutSummary(inner)).trim() : unwrap(result)
      return [
        { type: 'tool-call', ...call, input: unwrap(attributes.get('arguments') ?? '') },
        ...(output === '' ? [] : [{ type: 'tool-result', ...call, output, failed: false } as const]),
      ]
    }
    case 'code_interpreter': {
      const call = { callId: attributes.get('id') ?? callId, name: 'code_interpreter' }
      const output = unwrap(attributes.get('output') ?? '')
      return [
        { type: 'tool-call', ...call, input: withoutSummary(inner).trim() },
        ...(output === '' ? [] : [{ type: 'tool-result', ...call, output, failed: false } as const]),
      ]
    }
    default:
      return undefined
  }
}

const readAttributes = (head: string): ReadonlyMap<string, string> =>
  new Map(
    [...head.matchAll(/([a-z_]{1,32})="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      unescape(value),
    ]),
  )

const withoutSummary = (inner: string): string => {
  const end = inner.indexOf('</summary>')
  return end === -1 ? inner : inner.slice(end + '</summary>'.length)
}

/** Each line of a thought is quoted. */
const unquote = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map(line => line.replace(/^> ?/, ''))
    .join('\n')
    .trim()

/** Values are JSON, often of a text that is JSON itself. */
const unwrap = (value: string): string => {
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'string' ? parsed : value
  } catch {
    return value
  }
}

const entities: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&lt;': '<',
  '&gt;': '>',
  '&#x27;': "'",
  '&#39;': "'",
  '&amp;': '&',
}

const unescape = (text: string): string =>
  text.replaceAll(/&(?:quot|lt|gt|#x27|#39|amp);/g, entity => entities[entity] ?? entity)
