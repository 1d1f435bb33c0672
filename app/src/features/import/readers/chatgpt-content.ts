/** The content of a message of ChatGPT, by its `content_type`. What is not known comes in as text, and is told. */

import type { ImportedPart } from '../../transfer/imported-thread.ts'
import { asText, type Fields, fieldsOf, listOf, textOf } from '../fields.ts'
import { assetId } from '../archive/asset-id.ts'
import type { FileFacts } from './chatgpt-files.ts'
import { fenced } from './markdown.ts'
import { namedFile, type ReadContext } from './reader.ts'

export interface ReadContent {
  readonly parts: readonly ImportedPart[]
  /** The text of the parts, as one. */
  readonly text: string
  /** What a tool was given or gave, without the fence that shows it. */
  readonly source?: string
  readonly failed: boolean
  /** Files that are among the parts. */
  readonly fileIds: ReadonlySet<string>
  /** A kind that nobody knows here. */
  readonly unknown?: string
}

export interface ContentSurroundings {
  readonly context: ReadContext
  readonly facts: ReadonlyMap<string, FileFacts>
}

export const readChatGptContent = (
  kind: string,
  content: Fields,
  around: ContentSurroundings,
): ReadContent => {
  switch (kind) {
    case 'text':
    case 'multimodal_text':
      return readParts(content, around)
    case 'code': {
      const code = textOf(content['text']) ?? ''
      const language = textOf(content['language'])
      return {
        ...ofText(code === '' ? '' : fenced(code, language === 'unknown' ? '' : language)),
        source: code,
      }
    }
    case 'execution_output':
    case 'citable_code_output':
      return ofText(textOf(content['text']) ?? textOf(content['output_str']) ?? '')
    case 'system_error':
      return { ...ofText(textOf(content['text']) ?? textOf(content['name']) ?? ''), failed: true }
    case 'thoughts':
      return ofPart(readThoughts(content))
    case 'reasoning_recap':
      return ofPart({ type: 'reasoning', text: textOf(content['content']) ?? '' })
    case 'tether_quote':
      return readQuote(content)
    case 'tether_browsing_display':
      return ofText(textOf(content['result']) ?? textOf(content['summary']) ?? '')
    default:
      return { ...readUnknown(content, around), unknown: kind }
  }
}

const none: ReadContent = { parts: [], text: '', failed: false, fileIds: new Set() }

const ofText = (text: string): ReadContent =>
  text === '' ? none : { ...none, parts: [{ type: 'text', text }], text }

const ofPart = (part: ImportedPart & { readonly text: string }): ReadContent =>
  part.text === '' ? none : { ...none, parts: [part], text: part.text }

const readThoughts = (content: Fields): ImportedPart & { readonly text: string } => ({
  type: 'reasoning',
  text: listOf(content['thoughts'])
    .flatMap(each => {
      const thought = fieldsOf(each)
      const summary = textOf(thought?.['summary'])
      const text = textOf(thought?.['content'])
      const said = [summary === undefined ? undefined : `**${summary}**`, text].filter(
        line => line !== undefined,
      )
      return said.length === 0 ? [] : [said.join('\n\n')]
    })
    .join('\n\n'),
})

const readQuote = (content: Fields): ReadContent => {
  const quote = textOf(content['text'])
  const url = textOf(content['url'])
  const title = textOf(content['title']) ?? textOf(content['domain']) ?? url ?? ''
  const source = {
    type: 'source',
    title,
    ...(url === undefined ? {} : { url }),
    ...(quote === undefined ? {} : { quote }),
  } as const
  const text = quote ?? ''
  return { ...none, parts: [...ofText(text).parts, source], text }
}

const readUnknown = (content: Fields, around: ContentSurroundings): ReadContent => {
  const known = readParts(content, around)
  if (known.parts.length > 0) return known
  const { content_type: _kind, ...rest } = content
  const text =
    textOf(content['text']) ?? (Object.keys(rest).length === 0 ? '' : fenced(asText(rest, 2), 'json'))
  return ofText(text)
}

const readParts = (content: Fields, { context, facts }: ContentSurroundings): ReadContent => {
  const parts: ImportedPart[] = []
  const fileIds = new Set<string>()
  let unknown: string | undefined
  const add = (text: string | undefined): void => {
    if (text !== undefined) parts.push({ type: 'text', text })
  }
  const addFile = (pointer: unknown): void => {
    const id = assetId(pointer)
    if (id === undefined || fileIds.has(id)) return
    fileIds.add(id)
    const { name, mediaType } = facts.get(id) ?? {}
    parts.push(namedFile(context, id, name, mediaType))
  }
  for (const each of listOf(content['parts'])) {
    if (typeof each === 'string') {
      add(textOf(each))
      continue
    }
    const part = fieldsOf(each)
    if (!part) continue
    const kind = textOf(part['content_type'])
    if (kind === 'audio_transcription') add(textOf(part['text']))
    else if (part['asset_pointer'] !== undefined) addFile(part['asset_pointer'])
    else if (kind === 'real_time_user_audio_video_asset_pointer') {
      addFile(fieldsOf(part['audio_asset_pointer'])?.['asset_pointer'])
      for (const frame of listOf(part['frames_asset_pointers'])) addFile(fieldsOf(frame)?.['asset_pointer'])
    } else {
      add(textOf(part['text']) ?? fenced(asText(part, 2), 'json'))
      unknown = kind ?? 'part'
    }
  }
  if (parts.length === 0) return ofText(textOf(content['text']) ?? '')
  const text = parts.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('\n\n')
  return { parts, text, failed: false, fileIds, ...(unknown === undefined ? {} : { unknown }) }
}
