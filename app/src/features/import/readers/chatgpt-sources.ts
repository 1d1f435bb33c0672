/** What an answer of ChatGPT was read from: `citations` of the older exports, `content_references` of the newer. */

import type { SourcePart } from '@weft/shared/schema/part.ts'
import { type Fields, fieldsOf, firstText, listOf, textOf } from '../fields.ts'

/** Sources of one answer. Against a list without end; a deep research has some 200. */
const most = 500

export const readChatGptSources = (metadata: Fields): readonly SourcePart[] => {
  const found = new Map<string, SourcePart>()
  const add = (source: SourcePart | undefined): void => {
    if (source && found.size < most) {
      const key = `${source.url ?? source.title} ${source.quote ?? ''}`
      if (!found.has(key)) found.set(key, source)
    }
  }
  for (const each of listOf(metadata['citations'])) add(toSource(fieldsOf(fieldsOf(each)?.['metadata'])))
  for (const each of listOf(metadata['content_references'])) {
    const reference = fieldsOf(each)
    if (!reference) continue
    const items = [...listOf(reference['items']), ...listOf(reference['sources'])]
    if (items.length === 0 && reference['type'] !== 'hidden') add(toSource(reference))
    for (const item of items) add(toSource(fieldsOf(item)))
  }
  return [...found.values()]
}

const toSource = (fields: Fields | undefined): SourcePart | undefined => {
  if (!fields) return undefined
  const url = firstText(fields, 'url', 'cloud_doc_url')
  const title = firstText(fields, 'title', 'name') ?? url
  const quote = textOf(fields['text']) ?? textOf(fields['snippet'])
  if (title === undefined) return undefined
  return {
    type: 'source',
    title,
    ...(url === undefined ? {} : { url }),
    ...(quote === undefined ? {} : { quote }),
  }
}

/** Where a citation stood in the text, the newer exports put a mark of private-use characters, which no font draws. */
const mark = /[ \t]?\ue200[^\ue201]*\ue201/g

/** Marks of other things than sources (a person, a place) have words of their own, which stay. */
export const withoutMarks = (text: string, metadata: Fields): string => {
  if (!text.includes('\ue200')) return text
  let clean = text
  for (const each of listOf(metadata['content_references'])) {
    const reference = fieldsOf(each)
    const matched = textOf(reference?.['matched_text'])
    const words = textOf(reference?.['alt']) ?? textOf(reference?.['name'])
    if (!matched?.includes('\ue200') || words === undefined || isCitation(reference?.['type'])) continue
    clean = clean.replaceAll(matched, () => words)
  }
  return clean.replace(mark, '')
}

const isCitation = (type: unknown): boolean =>
  typeof type === 'string' && /webpage|sources|footnote|file|nav_list|image|video|hidden/.test(type)
