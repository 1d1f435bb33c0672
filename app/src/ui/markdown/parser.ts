/**
 * The one markdown parser: CommonMark with tables, strikethrough and bare addresses, plus math, footnotes and
 * `<br>`. HTML is off, so a tag is text. Whether an address may become a link or an image is not decided here
 * but where it is drawn (`link-target.ts`, `image-source.ts`), in one place for every way of writing it.
 */

import MarkdownIt from 'markdown-it'
import { footnoteBlock, footnoteMark } from './footnote-rules.ts'
import { breakTag } from './break-rule.ts'
import { mathBlock, mathInline } from './math-rules.ts'

/** Link and footnote definitions by their normalised label; a footnote's begins with a circumflex. */
export type Definitions = Readonly<Record<string, { readonly href: string; readonly title: string }>>

const createParser = () => {
  const parser = new MarkdownIt({
    html: false,
    linkify: true,
    breaks: true,
    typographer: false,
    maxNesting: 100,
  })
  parser.validateLink = () => true
  // An address shown is the address opened: no decoding of punycode or escapes into look-alikes.
  parser.normalizeLinkText = address => address
  parser.linkify.add('ftp:', null).add('//', null)
  const interrupts = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }
  parser.block.ruler.before('fence', 'math_block', mathBlock, interrupts)
  parser.block.ruler.before('reference', 'footnote', footnoteBlock, { alt: ['paragraph', 'reference'] })
  parser.inline.ruler.before('escape', 'math_inline', mathInline)
  parser.inline.ruler.before('link', 'footnote_mark', footnoteMark)
  parser.inline.ruler.before('autolink', 'break_tag', breakTag)
  return parser
}

export const parser = createParser()
export type Token = ReturnType<typeof parser.parse>[number]
