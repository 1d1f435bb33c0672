/** Words for what an import tells: programs by their own names, reasons and errors by the catalogue. */

import type { TextKey } from '../../ui/i18n/translate.ts'
import type { ImportSource, SkipReason } from '../transfer/imported-thread.ts'

export const sourceNames: Readonly<Record<ImportSource, string>> = {
  chatgpt: 'ChatGPT',
  claude: 'Claude',
  'open-webui': 'Open WebUI',
  librechat: 'LibreChat',
  chatbox: 'Chatbox',
  nextchat: 'NextChat',
  'big-agi': 'big-AGI',
  thunderbolt: 'Thunderbolt',
  'chatbot-ui': 'Chatbot UI',
  weft: 'Weft',
}

export const reasonWords: Readonly<Record<SkipReason, TextKey>> = {
  'not-a-conversation': 'import.reasonNotConversation',
  'no-messages': 'import.reasonNoMessages',
  malformed: 'import.reasonMalformed',
  cycle: 'import.reasonCycle',
  'missing-parent': 'import.reasonMissingParent',
  'duplicate-id': 'import.reasonDuplicate',
  hidden: 'import.reasonHidden',
  'unknown-content': 'import.reasonUnknownContent',
  'file-missing': 'import.reasonFileMissing',
  'folder-deleted': 'import.reasonFolderDeleted',
  'too-large': 'import.reasonTooLarge',
  'too-deep': 'import.reasonTooDeep',
  'too-many': 'import.reasonTooMany',
  'links-only': 'import.reasonLinksOnly',
  'wrong-encoding': 'import.reasonEncoding',
  'locked-archive': 'import.reasonLocked',
  'not-written': 'import.reasonNotWritten',
}

interface ErrorWords {
  readonly what: TextKey
  readonly kept: TextKey
}

const broken: ErrorWords = { what: 'import.failedWhat', kept: 'import.failedKept' }

const errorWords: Readonly<Record<string, ErrorWords>> = {
  'storage-full': { what: 'import.fullWhat', kept: 'import.fullKept' },
  'import-busy': { what: 'import.busyWhat', kept: 'import.busyKept' },
  'import-unreadable': { what: 'import.unreadableWhat', kept: 'import.unreadableKept' },
}

export const wordsOfProblem = (type: string): ErrorWords => errorWords[type] ?? broken
