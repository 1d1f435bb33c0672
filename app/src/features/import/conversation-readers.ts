/** Who reads what: the first reader that knows a conversation by its fields. */

import type { Fields } from './fields.ts'
import { chatGptReader } from './readers/chatgpt.ts'
import type { ConversationReader, ReadContext } from './readers/reader.ts'

const readers: readonly ConversationReader[] = [chatGptReader]

export const readerOf = (fields: Fields, context: ReadContext): ConversationReader | undefined =>
  readers.find(reader => reader.matches(fields, context))
