/** Who reads what: the first reader that knows a conversation by its fields. */

import type { Fields } from './fields.ts'
import { chatGptReader } from './readers/chatgpt.ts'
import { claudeMemoryReader, claudeProjectReader } from './readers/claude-beside.ts'
import { claudeReader } from './readers/claude.ts'
import { openWebUiReader } from './readers/open-webui.ts'
import type { ConversationReader, ReadContext } from './readers/reader.ts'

/** From those that cannot be mistaken to the ones that many programs' conversations would fit. */
const readers: readonly ConversationReader[] = [
  chatGptReader,
  claudeReader,
  claudeProjectReader,
  claudeMemoryReader,
  openWebUiReader,
]

export const readerOf = (fields: Fields, context: ReadContext): ConversationReader | undefined =>
  readers.find(reader => reader.matches(fields, context))
