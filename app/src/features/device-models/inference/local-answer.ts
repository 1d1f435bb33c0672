/**
 * One answer of a model on this device, from its pieces to parts. Both engines speak in chunks of Chat Completions (one
 * by itself, the other is made to), so what is known of reading those holds here too: thinking in tags, calls of tools,
 * usage.
 */

import { type Random, systemRandom } from '@weft/shared/env.ts'
import type { Ending } from '../../providers/answer-reader.ts'
import type { StreamPart } from '../../providers/language-model.ts'
import { createOpenAIChatReader } from '../../providers/openai-chat-reader.ts'
import { createPartWriter } from '../../providers/part-writer.ts'
import { plainChat } from '../../providers/presets.ts'
import type { ProviderError } from '../../providers/provider-error.ts'

export interface LocalAnswer {
  /** Parts of one chunk. */
  readonly read: (chunk: object) => readonly StreamPart[]
  /** What is left, and how it ended; with `error`, that it did not. */
  readonly end: (error?: ProviderError) => readonly StreamPart[]
}

export const createLocalAnswer = (modelId: string, random: Random = systemRandom): LocalAnswer => {
  const writer = createPartWriter()
  const owner = { by: 'this-device', model: modelId }
  const reader = createOpenAIChatReader({ writer, quirks: plainChat, owner, random })
  let ending: Ending | undefined

  return {
    read: chunk => {
      ending ??= reader.read({ name: undefined, data: JSON.stringify(chunk) })
      if (writer.isTooLarge()) ending ??= { type: 'error', error: { type: 'stream-too-large' } }
      return writer.take()
    },
    end: error => {
      const last: Ending = error
        ? { type: 'error', error }
        : (ending ?? reader.end() ?? { type: 'error', error: { type: 'stream-cut' } })
      writer.endAll()
      return [...writer.take(), last]
    },
  }
}
