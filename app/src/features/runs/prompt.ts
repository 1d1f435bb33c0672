/**
 * From a thread's messages to what a model is sent: the line from the first message to the one to answer, as
 * prompt messages. Nothing is left out here unless the person chose so.
 */

import type { MessageId } from '@weft/shared/ids.ts'
import type { Message } from '@weft/shared/schema/message.ts'
import { type AttachmentPart, isKnownPart, type KnownPart, type Part } from '@weft/shared/schema/part.ts'
import type { RoomView } from '../../core/room-view.ts'
import type {
  AssistantPrompt,
  PromptFile,
  PromptImage,
  PromptMessage,
  PromptText,
  ToolPrompt,
  UserPrompt,
} from '../providers/language-model.ts'
import { isDeleted, openedMessage } from '../threads/thread-doc.ts'

/** Bytes of an attachment, or null when they are not on this device. */
export type ReadAttachment = (attachment: AttachmentPart) => Promise<Uint8Array | null>

/** What a model is told to go on from, after its own unfinished text. Models read English instructions best. */
const continueInstruction =
  'Your last message was cut off. Continue exactly where it ends, without repeating anything and without a remark about it.'

/** The living messages from the first down to `leafId`, in order. */
export const lineTo = (view: RoomView, leafId: MessageId): readonly Message[] => {
  const line: Message[] = []
  const seen = new Set<MessageId>()
  for (let step: MessageId | null = leafId; step !== null && !seen.has(step); ) {
    seen.add(step)
    const opened = openedMessage(view, step)
    if (opened?.state !== 'opened') break
    if (!isDeleted(view, step)) line.unshift(opened.message)
    step = opened.message.parentId
  }
  return line
}

const known = (parts: readonly Part[]): readonly KnownPart[] => parts.filter(isKnownPart)

const decodeAsText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const attachmentContent = async (
  part: AttachmentPart,
  read: ReadAttachment,
): Promise<PromptText | PromptImage | PromptFile> => {
  const bytes = await read(part)
  if (!bytes) return { type: 'text', text: `[The file ${part.name} is not on this device.]` }
  if (part.mediaType.startsWith('image/')) return { type: 'image', mediaType: part.mediaType, bytes }
  if (part.mediaType === 'application/pdf') {
    return { type: 'file', name: part.name, mediaType: part.mediaType, bytes }
  }
  return { type: 'text', text: `<file name="${part.name}">\n${decodeAsText(bytes)}\n</file>` }
}

const userPrompt = async (message: Message, read: ReadAttachment): Promise<UserPrompt> => ({
  role: 'user',
  content: await Promise.all(
    known(message.parts).flatMap((part): Promise<PromptText | PromptImage | PromptFile>[] => {
      if (part.type === 'text') return [Promise.resolve({ type: 'text', text: part.text })]
      return part.type === 'attachment' ? [attachmentContent(part, read)] : []
    }),
  ),
})

const assistantPrompt = (message: Message, sameProvider: boolean): AssistantPrompt => ({
  role: 'assistant',
  content: known(message.parts).flatMap((part): AssistantPrompt['content'][number][] => {
    switch (part.type) {
      case 'text':
        return [{ type: 'text', text: part.text }]
      case 'reasoning':
        // A signature is worth something only to the vendor that gave it.
        return sameProvider && part.signature !== undefined
          ? [
              {
                type: 'reasoning',
                text: part.text,
                signature: part.signature,
                ...(part.redacted === undefined ? {} : { redacted: part.redacted }),
              },
            ]
          : []
      case 'tool-call':
        return [{ type: 'tool-call', callId: part.callId, name: part.name, input: part.input }]
      default:
        return []
    }
  }),
})

const toolPrompt = (message: Message): ToolPrompt => ({
  role: 'tool',
  content: known(message.parts).flatMap(part =>
    part.type === 'tool-result'
      ? [
          {
            type: 'tool-result',
            callId: part.callId,
            name: part.name,
            output: part.output,
            failed: part.failed,
          },
        ]
      : [],
  ),
})

export interface PromptSource {
  readonly line: readonly Message[]
  readonly providerId: string
  readonly continues: boolean
  readonly read: ReadAttachment
}

/** What goes on from a cut answer goes on in the middle of its sentence, as the page shows it (`turn-blocks.ts`). */
const joinCut = (messages: readonly PromptMessage[], line: readonly Message[]): readonly PromptMessage[] => {
  const joined: PromptMessage[] = []
  for (const [index, message] of messages.entries()) {
    const above = joined.at(-1)
    const whole = line[index]?.continues && above && joinTexts(above, message)
    if (whole) joined[joined.length - 1] = whole
    else joined.push(message)
  }
  return joined
}

/** One message of two, where the one ends and the other begins with a text. */
const joinTexts = (above: PromptMessage, below: PromptMessage): AssistantPrompt | undefined => {
  if (above.role !== 'assistant' || below.role !== 'assistant') return undefined
  const last = above.content.at(-1)
  const [first, ...rest] = below.content
  if (last?.type !== 'text' || first?.type !== 'text') return undefined
  const text = { type: 'text', text: last.text + first.text } as const
  return { role: 'assistant', content: [...above.content.slice(0, -1), text, ...rest] }
}

/** An answer without content (stopped before its first word) is nothing to a model and some refuse it. */
const saysSomething = (message: PromptMessage): boolean => message.content.length > 0

export const buildPrompt = async (source: PromptSource): Promise<readonly PromptMessage[]> => {
  const messages = await Promise.all(
    source.line.map(async (message): Promise<PromptMessage> => {
      if (message.role === 'user') return userPrompt(message, source.read)
      if (message.role === 'tool') return toolPrompt(message)
      return assistantPrompt(message, message.model?.providerId === source.providerId)
    }),
  )
  const said = joinCut(messages, source.line).filter(saysSomething)
  const goOn: UserPrompt = { role: 'user', content: [{ type: 'text', text: continueInstruction }] }
  return source.continues && said.at(-1)?.role === 'assistant' ? [...said, goOn] : said
}

/** Instructions from the widest to the nearest; the later ones may refine the earlier. */
export const joinInstructions = (texts: readonly (string | undefined)[]): string =>
  texts
    .map(text => text?.trim() ?? '')
    .filter(text => text.length > 0)
    .join('\n\n')
