/** What asking would cost, about: loaded only once something is written. */

import { costOf } from '../providers/cost.ts'
import { countTextTokens } from '../providers/count-tokens.ts'
import { knownModel } from '../providers/prices.ts'
import type { ModelsOf } from '../workspace/join-models.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { Price, ProviderConfig } from '@weft/shared/schema/provider.ts'

/** What the thread has come to. A model reads all of it again with each message. */
export interface ThreadSize {
  /** Tokens of what was said so far. */
  readonly said: number
  /** Tokens of its last answer: the best guess for the next. */
  readonly answer: number
}

/** An answer of some paragraphs, where there is none yet to go by. */
const usualAnswer = 500

/** As the vendors count a picture of usual size, and a guess for the text of a file. */
const tokensOfFile = ({ mediaType, size }: AttachmentPart): number => {
  if (mediaType.startsWith('image/')) return 1_200
  return Math.ceil(size / (mediaType === 'application/pdf' ? 20 : 4))
}

export const priceOf = (
  providers: readonly ModelsOf<ProviderConfig>[],
  model: ModelRef,
): Price | undefined => {
  const of = providers.find(({ provider }) => provider.id === model.providerId)
  const own = of?.models.find(({ modelId }) => modelId === model.modelId)?.price
  return own ?? (of && knownModel(of.provider, model.modelId)?.price)
}

/** US dollars; `undefined` where no price is known. */
export const estimateCost = (
  text: string,
  attachments: readonly AttachmentPart[],
  size: ThreadSize,
  price: Price | undefined,
): number | undefined =>
  costOf(
    {
      inputTokens:
        size.said +
        countTextTokens(text) +
        attachments.reduce((sum, attachment) => sum + tokensOfFile(attachment), 0),
      outputTokens: size.answer || usualAnswer,
    },
    price,
  )
