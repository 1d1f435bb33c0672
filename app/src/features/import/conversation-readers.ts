/** Who reads what: the first reader that knows a conversation by its fields. */

import type { Fields } from './fields.ts'
import { bigAgiReader } from './readers/big-agi.ts'
import { chatGptReader } from './readers/chatgpt.ts'
import { chatboxReader } from './readers/chatbox.ts'
import { chatbotUiReader } from './readers/chatbot-ui.ts'
import { claudeMemoryReader, claudeProjectReader } from './readers/claude-beside.ts'
import { claudeReader } from './readers/claude.ts'
import { libreChatReader } from './readers/librechat.ts'
import { nextChatReader } from './readers/nextchat.ts'
import { openWebUiReader } from './readers/open-webui.ts'
import type { ConversationReader, ReadContext } from './readers/reader.ts'
import { weftReader } from './readers/weft.ts'

/** From those that cannot be mistaken to the one that many programs' conversations would fit. */
const readers: readonly ConversationReader[] = [
  weftReader,
  chatGptReader,
  claudeReader,
  claudeProjectReader,
  claudeMemoryReader,
  libreChatReader,
  nextChatReader,
  bigAgiReader,
  chatboxReader,
  openWebUiReader,
  chatbotUiReader,
]

export const readerOf = (fields: Fields, context: ReadContext): ConversationReader | undefined =>
  readers.find(reader => reader.matches(fields, context))
