/**
 * A thread as Markdown (CommonMark with the tables of GitHub): what was said stands in it letter for letter, between
 * headings of ours. Facts stand in a front matter of YAML, whose texts are written as JSON, which is YAML.
 */

import { isKnownPart, type KnownPart, type Part } from '@weft/shared/schema/part.ts'
import { isoTime, lineFormat } from './line-format.ts'
import { fenced, inlineText, quoted, withFencesClosed } from './markdown-text.ts'
import { linkTarget } from '../../../ui/markdown/link-target.ts'
import type { PortableMessage } from '../../transfer/portable-thread.ts'
import { type PortableBranch, portableTree } from '../../transfer/portable-tree.ts'
import type { CreateWriter, WriterContext, WrittenThread } from './thread-writer.ts'

type Attachment = Extract<KnownPart, { readonly type: 'attachment' }>

const frontMatter = ({ thread, title }: WrittenThread, context: WriterContext): string => {
  const folder = context.folderName(thread.folderId)
  const lines = [
    `title: ${JSON.stringify(title)}`,
    `created: ${isoTime(thread.createdAt)}`,
    ...(folder === undefined ? [] : [`folder: ${JSON.stringify(folder)}`]),
    ...(thread.model ? [`model: ${JSON.stringify(thread.model.name)}`] : []),
    ...(thread.pinned ? ['pinned: true'] : []),
    ...(thread.archived ? ['archived: true'] : []),
    ...(thread.trashedAt === undefined ? [] : [`trashed: ${isoTime(thread.trashedAt)}`]),
    `exported: ${isoTime(context.exportedAt)}`,
    `weft: ${thread.id}`,
  ]
  return `---\n${lines.join('\n')}\n---\n\n`
}

/** Spaces and brackets in an address must not end it. */
const address = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

const attachmentText = (written: WrittenThread, part: Attachment, context: WriterContext): string => {
  const path = context.pathOf(written, part)
  const name = inlineText(part.name)
  if (path === null) return `*${name}*`
  const link = `[${name}](${address(path).replaceAll('(', '%28').replaceAll(')', '%29')})`
  return part.mediaType.startsWith('image/') ? `!${link}` : link
}

const sourceText = ({ title, url, quote }: Extract<KnownPart, { readonly type: 'source' }>): string => {
  const target = url === undefined ? null : linkTarget(url)
  const name = inlineText(title)
  const line = target?.type === 'web' ? `[${name}](<${target.address}>)` : name
  return quote === undefined ? `- ${line}` : `- ${line}\n\n${quoted(withFencesClosed(quote))}`
}

const partText = (written: WrittenThread, part: Part, context: WriterContext): string => {
  const { words } = context.language
  if (!isKnownPart(part)) return `*${words.unknownPart}: ${inlineText(part.type)}*`
  switch (part.type) {
    case 'text':
      return withFencesClosed(part.text)
    case 'reasoning':
      return part.text === '' ? '' : quoted(`**${words.reasoning}**\n\n${withFencesClosed(part.text)}`)
    case 'tool-call':
      return `**${words.toolCall}: ${inlineText(part.name)}**\n\n${fenced(part.input, 'json')}`
    case 'tool-result':
      return `**${words.toolResult}: ${inlineText(part.name)}**\n\n${fenced(part.output, '')}`
    case 'attachment':
      return attachmentText(written, part, context)
    case 'source':
      return sourceText(part)
    case 'error':
      return quoted(
        `**${words.failed}** (${inlineText(part.code)}) ${inlineText(part.detail ?? '')}`.trimEnd(),
      )
  }
}

const speakerOf = (message: PortableMessage, { language: { words } }: WriterContext): string => {
  if (message.role === 'user') return words.you
  const name = message.role === 'tool' ? words.tool : words.assistant
  return message.model ? `${name} · ${inlineText(message.model.name)}` : name
}

const messageText = (written: WrittenThread, message: PortableMessage, context: WriterContext): string => {
  const format = lineFormat(context.language)
  const { words } = context.language
  const cut = message.status === 'interrupted' || message.status === 'stopped' ? `*${words.interrupted}*` : ''
  const parts = message.parts.map(part => partText(written, part, context))
  const head = `## ${speakerOf(message, context)}\n\n*${format.moment(message.createdAt)}*`
  return `${[head, ...parts, cut].filter(text => text !== '').join('\n\n')}\n\n`
}

/** Says which version begins here, and after which words. */
const branchHead = (
  branch: PortableBranch,
  said: ReadonlyMap<string, string>,
  context: WriterContext,
): string => {
  const { versionOf } = context.language.words
  const format = lineFormat(context.language)
  const version = format.fill(versionOf, { version: branch.version, versions: branch.versions })
  const after = branch.after === null ? '' : (said.get(branch.after) ?? '')
  return `# ${version}\n\n${after === '' ? '' : `${quoted(after)}\n\n`}`
}

const firstWords = (message: PortableMessage): string => {
  const text = message.parts.find(part => part.type === 'text')
  return inlineText(text && 'text' in text ? String(text.text).replace(/\s+/g, ' ').slice(0, 120) : '')
}

export const createMarkdownWriter: CreateWriter = context => ({
  begin: () => '',
  *thread(written, index) {
    const { thread, title } = written
    const { words } = context.language
    const { branches, living } = portableTree(thread)
    // Front matter is at the very beginning of a file, or it is none.
    if (index === 0) yield frontMatter(written, context)
    yield `# ${inlineText(title)}\n\n`
    if (thread.instructions) yield `## ${words.instructions}\n\n${quoted(thread.instructions)}\n\n`
    const [shown, ...others] = branches
    for (const message of shown?.messages ?? []) yield messageText(written, message, context)
    if (!context.options.allBranches || others.length === 0) return
    const said = new Map(living.map(message => [message.id, firstWords(message)]))
    for (const branch of others) {
      yield branchHead(branch, said, context)
      for (const message of branch.messages) yield messageText(written, message, context)
    }
  },
  end: () => '',
})
