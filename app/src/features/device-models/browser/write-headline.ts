/** A title by the browser's own summarizer, where it is there already and takes the language; else none. */

import type { SummarizerApi, SummarizerOptions } from './prompt-api.ts'

const options: SummarizerOptions = { type: 'headline', format: 'plain-text', length: 'short' }

const sharedContext = 'The beginning of a conversation between a person and an assistant.'

export const writeHeadline = async (
  text: string,
  api: SummarizerApi | undefined,
  signal: AbortSignal,
): Promise<string | null> => {
  try {
    // Nobody has asked for a download by wanting a title.
    if ((await api?.availability(options)) !== 'available') return null
    const summarizer = await api?.create({ ...options, sharedContext })
    try {
      return (await summarizer?.summarize(text, { signal })) ?? null
    } finally {
      summarizer?.destroy()
    }
  } catch {
    // Too long, in another language, withheld: whoever asked has another way to a title.
    return null
  }
}
