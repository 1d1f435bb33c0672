/**
 * A thread as one page that needs nothing: no network, no script, no other file. Its own policy says so to the browser,
 * and the text of others stands in it only escaped (`html-text.ts`).
 */

import { bytesToBase64 } from '@weft/shared/base64.ts'
import { isKnownPart, type KnownPart, type Part } from '@weft/shared/schema/part.ts'
import { linkTarget } from '../../../ui/markdown/link-target.ts'
import type { PortableMessage } from '../../transfer/portable-thread.ts'
import { type PortableBranch, type PortableTree, portableTree } from '../../transfer/portable-tree.ts'
import { htmlStyle } from './html-style.ts'
import { close, element, type Html, join, open, text } from './html-text.ts'
import { codeToHtml, plainText, proseToHtml } from './html-prose.ts'
import { isoTime, lineFormat } from './line-format.ts'
import type { CreateWriter, WriterContext, WrittenThread } from './thread-writer.ts'

type Attachment = Extract<KnownPart, { readonly type: 'attachment' }>

/** Nothing may be asked for and nothing may run, whatever stands in the page. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

/** Kinds that a browser draws and that cannot act; SVG is not among them, though in an `img` it could not either. */
const drawable = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

const isText = (mediaType: string): boolean =>
  /^text\/|^application\/(?:json|xml|yaml|toml)\b/.test(mediaType)

/** Bytes of a text file that is read in the page; a longer one would bury the thread. */
const mostText = 200_000

const pageHead = (title: string, { language }: WriterContext): Html =>
  join([
    open('!doctype html'),
    text('\n'),
    open('html', { lang: language.locale, dir: language.direction }),
    open('head'),
    open('meta', { charset: 'utf-8' }),
    open('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    open('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    open('meta', { name: 'referrer', content: 'no-referrer' }),
    element('title', {}, text(title)),
    open('style'),
    style,
    close('style'),
    close('head'),
    open('body'),
    text('\n'),
  ])

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a constant of ours; CSS is not escaped inside `style`
const style = htmlStyle as Html

const pageEnd = (): Html => join([text('\n'), close('body'), close('html'), text('\n')])

const fact = (message: PortableMessage, context: WriterContext): Html => {
  const format = lineFormat(context.language)
  const parts = [
    element('time', { datetime: isoTime(message.createdAt) }, text(format.moment(message.createdAt))),
    ...(message.model ? [element('bdi', {}, text(message.model.name))] : []),
  ]
  return element('span', { class: 'meta' }, join(parts, ' · '))
}

const dataAddress = (mediaType: string, bytes: Uint8Array): string =>
  `data:${mediaType};base64,${bytesToBase64(bytes)}`

const hrefOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

async function* attachmentHtml(
  written: WrittenThread,
  part: Attachment,
  context: WriterContext,
): AsyncGenerator<Html> {
  const format = lineFormat(context.language)
  const label = join([element('bdi', {}, text(part.name)), text(` (${format.bytes(part.size)})`)])
  const bytes = await context.bytesOf(written, part)
  if (bytes === null) yield element('p', { class: 'meta' }, label)
  else if (drawable.has(part.mediaType)) {
    yield element(
      'figure',
      { class: 'picture' },
      open('img', { src: dataAddress(part.mediaType, bytes), alt: part.name }),
      element('figcaption', {}, label),
    )
  } else if (isText(part.mediaType) && part.size <= mostText) {
    const content = new TextDecoder().decode(bytes)
    yield element('details', {}, element('summary', {}, label), codeToHtml(content, ''))
  } else {
    // Whatever it says of itself, a browser saves it and opens nothing.
    const href = dataAddress('application/octet-stream', bytes)
    yield element('p', { class: 'meta' }, element('a', { href, download: part.name }, label))
  }
}

const stepHtml = (label: string, name: string, content: string): Html =>
  element(
    'details',
    { class: 'step' },
    element('summary', {}, text(`${label}: `), element('bdi', {}, text(name))),
    codeToHtml(content, ''),
  )

const sourceHtml = ({ title, url, quote }: Extract<KnownPart, { readonly type: 'source' }>): Html => {
  const target = url === undefined ? null : linkTarget(url)
  const name = element('bdi', {}, text(title))
  const line =
    target?.type === 'web' ? element('a', { href: target.address, rel: 'noopener noreferrer' }, name) : name
  const said = quote === undefined ? [] : [element('blockquote', { dir: 'auto' }, text(quote))]
  return element('div', { class: 'step' }, line, ...said)
}

async function* partHtml(
  written: WrittenThread,
  role: PortableMessage['role'],
  part: Part,
  context: WriterContext,
): AsyncGenerator<Html> {
  const { words } = context.language
  if (!isKnownPart(part)) {
    yield element('p', { class: 'meta' }, text(`${words.unknownPart}: ${part.type}`))
    return
  }
  switch (part.type) {
    case 'text':
      // A person's words are shown as they were typed.
      if (role === 'user') yield plainText(part.text)
      else yield* proseToHtml(part.text)
      return
    case 'reasoning':
      if (part.text === '') return
      yield open('details', { class: 'reasoning' })
      yield element('summary', {}, text(words.reasoning))
      yield* proseToHtml(part.text)
      yield close('details')
      return
    case 'tool-call':
      yield stepHtml(words.toolCall, part.name, part.input)
      return
    case 'tool-result':
      yield stepHtml(words.toolResult, part.name, part.output)
      return
    case 'attachment':
      yield* attachmentHtml(written, part, context)
      return
    case 'source':
      yield sourceHtml(part)
      return
    case 'error':
      yield element(
        'p',
        { class: 'meta wrong', dir: 'auto' },
        text(`${words.failed} (${part.code}) ${part.detail ?? ''}`),
      )
  }
}

const speakerOf = (message: PortableMessage, { language: { words } }: WriterContext): string => {
  if (message.role === 'user') return words.you
  return message.role === 'tool' ? words.tool : words.assistant
}

async function* messageHtml(
  written: WrittenThread,
  message: PortableMessage,
  context: WriterContext,
): AsyncGenerator<Html> {
  const { words } = context.language
  yield open('section', { class: `message ${message.role}`, id: message.id })
  yield element('header', {}, element('h3', {}, text(speakerOf(message, context))), fact(message, context))
  yield open('div', { class: 'said' })
  for (const part of message.parts) yield* partHtml(written, message.role, part, context)
  if (message.status === 'interrupted' || message.status === 'stopped')
    yield element('p', { class: 'meta' }, text(words.interrupted))
  yield join([close('div'), close('section'), text('\n')])
}

const branchTitle = (branch: PortableBranch, context: WriterContext): Html => {
  const format = lineFormat(context.language)
  const { version, versions } = branch
  const name = text(format.fill(context.language.words.versionOf, { version, versions }))
  // Where it parts from the rest is one press away.
  return branch.after === null
    ? name
    : join([name, text(' '), element('a', { href: `#${branch.after}` }, text('↑'))])
}

async function* branchesHtml(
  written: WrittenThread,
  tree: PortableTree,
  context: WriterContext,
): AsyncGenerator<Html> {
  const [shown, ...others] = tree.branches
  for (const message of shown?.messages ?? []) yield* messageHtml(written, message, context)
  if (!context.options.allBranches || others.length === 0) return
  yield element('h2', {}, text(context.language.words.otherVersions))
  for (const branch of others) {
    yield open('details', { class: 'branch' })
    yield element('summary', {}, branchTitle(branch, context))
    for (const message of branch.messages) yield* messageHtml(written, message, context)
    yield close('details')
  }
}

export const createHtmlWriter: CreateWriter = context => ({
  begin: () => '',
  async *thread(written) {
    const { thread, title } = written
    const { words } = context.language
    const format = lineFormat(context.language)
    const folder = context.folderName(thread.folderId)
    yield pageHead(title, context)
    yield open('article', { class: 'thread', id: thread.id })
    yield element('h1', { dir: 'auto' }, text(title))
    const facts = [
      ...(folder === undefined ? [] : [element('bdi', {}, text(folder))]),
      text(format.moment(thread.createdAt)),
    ]
    yield element('p', { class: 'meta' }, join(facts, ' · '))
    if (thread.instructions) {
      yield element(
        'details',
        {},
        element('summary', {}, text(words.instructions)),
        plainText(thread.instructions),
      )
    }
    yield* branchesHtml(written, portableTree(thread), context)
    yield join([close('article'), pageEnd()])
  },
  end: () => '',
})

export interface IndexedPage {
  readonly path: string
  readonly title: string
  readonly createdAt: number
  readonly messages: number
}

/** The way into many pages. */
export const indexPage = (pages: readonly IndexedPage[], context: WriterContext): string => {
  const { words } = context.language
  const format = lineFormat(context.language)
  const entries = pages.map(({ path, title, createdAt, messages }) =>
    element(
      'li',
      {},
      element('a', { href: hrefOf(path), dir: 'auto' }, text(title)),
      element('span', { class: 'meta' }, text(` ${format.moment(createdAt)} · ${format.number(messages)}`)),
    ),
  )
  return join([
    pageHead(words.threads, context),
    open('main'),
    element('h1', {}, text(words.threads)),
    element(
      'p',
      { class: 'meta' },
      text(format.fill(words.exportedAt, { date: format.moment(context.exportedAt) })),
    ),
    element('nav', {}, element('ol', {}, ...entries)),
    close('main'),
    pageEnd(),
  ])
}
