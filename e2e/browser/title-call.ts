/** The app asks for a title by itself after the first answer: known by its instructions. */
import { anthropicText } from '../stack/anthropic-answer.ts'
import { chatText } from '../stack/chat-answer.ts'
import type { Answer } from '../stack/reply.ts'
import type { RequestMatch } from '../stack/request.ts'
import { responsesText } from '../stack/responses-answer.ts'

export const isTitleCall: RequestMatch = request =>
  request.rawBody.includes('Write a title of at most six words')

/** `title` in the format asked for. */
export const titled =
  (title: string): Answer =>
  request => {
    if (request.format === 'responses') return responsesText(title)(request)
    if (request.format === 'anthropic') return anthropicText(title)(request)
    return chatText(title)(request)
  }

/** An answer that is no title, so that none is written. */
export const noTitle: Answer = titled('')
