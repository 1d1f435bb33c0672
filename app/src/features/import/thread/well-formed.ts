/**
 * Half a surrogate pair is no character (`"\ud800"` is JSON all the same). Written as bytes it becomes U+FFFD, so a row
 * made from what was read would differ from one made from what was stored. It is replaced here, where it comes in.
 */

import { unreachable } from '@weft/shared/assert.ts'
import type { ImportedFile, ImportedPart, ImportedThread } from '../../transfer/imported-thread.ts'

type Facts = Omit<ImportedThread, 'messages' | 'leafSourceId'>

export const wellFormedFacts = (facts: Facts): Facts => ({
  ...facts,
  sourceId: facts.sourceId.toWellFormed(),
  ...(facts.title === undefined ? {} : { title: facts.title.toWellFormed() }),
  ...(facts.model === undefined ? {} : { model: facts.model.toWellFormed() }),
  ...(facts.instructions === undefined ? {} : { instructions: facts.instructions.toWellFormed() }),
  ...(facts.folder
    ? { folder: { sourceId: facts.folder.sourceId.toWellFormed(), name: facts.folder.name.toWellFormed() } }
    : {}),
})

export const wellFormedPart = (part: ImportedPart): ImportedPart => {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { ...part, text: part.text.toWellFormed() }
    case 'tool-call':
      return { ...part, ...call(part), input: part.input.toWellFormed() }
    case 'tool-result':
      return { ...part, ...call(part), output: part.output.toWellFormed() }
    case 'source':
      return {
        ...part,
        title: part.title.toWellFormed(),
        ...(part.url === undefined ? {} : { url: part.url.toWellFormed() }),
        ...(part.quote === undefined ? {} : { quote: part.quote.toWellFormed() }),
      }
    case 'file':
      return wellFormedFile(part)
    case 'error':
      return part
    default:
      return unreachable(part)
  }
}

const call = (part: { readonly callId: string; readonly name: string }) => ({
  callId: part.callId.toWellFormed(),
  name: part.name.toWellFormed(),
})

const wellFormedFile = (file: ImportedFile): ImportedFile => ({
  ...file,
  name: file.name.toWellFormed(),
  ...(file.mediaType === undefined ? {} : { mediaType: file.mediaType.toWellFormed() }),
  content:
    file.content.type === 'text' ? { type: 'text', text: file.content.text.toWellFormed() } : file.content,
})
