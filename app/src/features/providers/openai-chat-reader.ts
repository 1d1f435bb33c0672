/**
 * The events of a Chat Completions stream as parts. `finish_reason` says how the answer ends, usage may follow
 * it, `[DONE]` closes; a server that leaves out the last or the last two has still finished.
 */

import type { Usage } from '@weft/shared/schema/message.ts'
import type { Random } from '@weft/shared/env.ts'
import { bytesToBase32 } from '@weft/shared/ids.ts'
import * as z from 'zod/mini'
import { type AnswerReader, type Ending, finishAnswer, malformed } from './answer-reader.ts'
import type { FinishReason } from './language-model.ts'
import { mapOpenAIFinishReason } from './map-openai-finish-reason.ts'
import { ChatChunk, type ChatContentPart, type ChatDelta, type ChatToolCall } from './openai-chat-schema.ts'
import { createToolCallReader } from './openai-chat-tool-calls.ts'
import { readChatUsage } from './openai-chat-usage.ts'
import { parseJson } from './parse-json.ts'
import type { PartWriter } from './part-writer.ts'
import type { ChatQuirks } from './presets.ts'
import { createReasoningDetails, detailsToText } from './reasoning-details.ts'
import { namedErrorToEnding, readStreamError, streamErrorToEnding } from './stream-error.ts'
import { createThinkTags, type ThinkPiece } from './think-tags.ts'
import { type SignatureOwner, wrapSignature } from './vendor-signature.ts'

const text = 'text'
const reasoning = 'reasoning'

export interface ChatReaderDeps {
  readonly writer: PartWriter
  readonly quirks: ChatQuirks
  readonly owner: SignatureOwner
  readonly random: Random
}

export const createOpenAIChatReader = ({ writer, quirks, owner, random }: ChatReaderDeps): AnswerReader => {
  const thinkTags = quirks.thinkTags ? createThinkTags() : undefined
  const toolCalls = createToolCallReader({
    writer,
    createCallId: () => bytesToBase32(random.bytes(6)).slice(0, 9),
    wrapExtra: extra => wrapSignature(owner, extra),
  })
  const details = createReasoningDetails()
  let reason: FinishReason | undefined
  let usage: Usage = {}
  let hasRefused = false
  /** Blank text before any other: padding of servers that fill both fields, or the beginning of the answer. */
  let blank = ''

  const writePieces = (pieces: readonly ThinkPiece[]): void => {
    for (const piece of pieces) {
      if (piece.type === 'reasoning') writeReasoning(piece.text)
      else writeText(piece.text)
    }
  }

  const writeText = (delta: string): void => {
    if (!writer.has(text) && delta.trim() === '') {
      blank += delta
      return
    }
    endReasoning()
    writer.text(text, blank + delta)
    blank = ''
  }

  const writeReasoning = (delta: string): void => {
    if (delta === '') return
    writer.endText(text)
    writer.reasoning(reasoning, delta)
  }

  const endReasoning = (): void => {
    if (writer.isOpen(reasoning)) writer.endReasoning(reasoning, signature())
  }

  /** What the server wants back with the reasoning; nothing where it wants nothing. */
  const signature = (): string | undefined => {
    if (quirks.returnsReasoning === undefined) return undefined
    return wrapSignature(owner, quirks.returnsReasoning === 'reasoning_details' ? details.take() : true)
  }

  const readContent = (content: ChatDelta['content'], isThought: boolean): void => {
    if (content === undefined) return
    if (typeof content !== 'string') return content.forEach(readContentPart)
    if (isThought) writeReasoning(content.replace(/<\/?thought>/g, ''))
    else if (thinkTags) writePieces(thinkTags.feed(content))
    else writeText(content)
  }

  const readContentPart = (part: ChatContentPart): void => {
    if (part?.type === 'thinking') writeReasoning(thoughtToText(part.thinking))
    else writeText(part?.text ?? '')
  }

  const readReasoning = (delta: ChatDelta): void => {
    details.add(delta.reasoning_details)
    // Some servers fill two of these with the same words.
    const words = [delta.reasoning_content, delta.reasoning].find(field => field)
    writeReasoning(words ?? detailsToText(delta.reasoning_details))
  }

  const readToolCall = (call: ChatToolCall): void => {
    endReasoning()
    toolCalls.read(call)
  }

  const readDelta = (delta: ChatDelta): void => {
    readReasoning(delta)
    readContent(delta.content, delta.extra_content?.google?.thought === true)
    if (delta.refusal) {
      hasRefused = true
      writeText(delta.refusal)
    }
    for (const call of delta.tool_calls) if (call) readToolCall(call)
    if (delta.function_call) readToolCall({ index: 0, function: delta.function_call })
  }

  const finish = (): Ending => {
    if (thinkTags) writePieces(thinkTags.end())
    endReasoning()
    // Encrypted details come after the text, with nothing to be read in them.
    if (!details.isEmpty() && quirks.returnsReasoning === 'reasoning_details')
      writer.endReasoning(reasoning, signature())
    writer.endText(text)
    toolCalls.end()
    return finishAnswer(writer, hasRefused ? 'refused' : (reason ?? 'unknown'), usage)
  }

  return {
    read: event => {
      if (event.data.trim() === '[DONE]') return finish()
      if (event.data.trim() === '') return undefined
      if (event.name === 'error') return namedErrorToEnding(event)
      const value = parseJson(event.data)
      const chunk = z.safeParse(ChatChunk, value)
      if (!chunk.success) return readStreamError(value) ?? malformed(event.data)
      const { choices } = chunk.data
      // An error may stand beside a choice, or in the place of all of them.
      const failure = chunk.data['error'] || !choices?.length ? readStreamError(value) : undefined
      if (failure) return failure
      const choice = choices?.find(candidate => (candidate?.index ?? 0) === 0)
      usage =
        [choice?.usage, chunk.data.x_groq?.usage, chunk.data.usage].map(readChatUsage).findLast(Boolean) ??
        usage
      const delta = choice?.delta ?? choice?.message
      if (delta) readDelta(delta)
      if (choice?.finish_reason === 'error') return streamErrorToEnding({ message: '', tags: '' })
      if (choice?.finish_reason) reason = mapOpenAIFinishReason(choice.finish_reason)
      return undefined
    },
    end: () => (reason === undefined ? undefined : finish()),
  }
}

const Thought = z.union([z.string(), z.array(z.looseObject({ text: z.string() }))])

const thoughtToText = (thinking: unknown): string => {
  const parsed = z.safeParse(Thought, thinking)
  if (!parsed.success) return ''
  return typeof parsed.data === 'string' ? parsed.data : parsed.data.map(part => part.text).join('')
}
