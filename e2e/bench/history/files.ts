/** The files that some messages of a history carry: small, with text that a search can find, and one picture. */

import type { AttachmentId } from '@weft/shared/ids.ts'
import { createId } from '@weft/shared/ids.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { Dice } from './dice.ts'
import { fewWords, sentences } from './prose.ts'
import { identifier } from './vocabulary.ts'
import { languages } from './words.ts'

export interface HistoryFile {
  readonly part: AttachmentPart
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** One grey pixel, PNG. */
const pixel = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=='),
  letter => letter.charCodeAt(0),
)

const csv = (dice: Dice): string =>
  [
    'name,count,share',
    ...Array.from(
      { length: 20 },
      () => `${identifier(dice)},${dice.between(1, 900)},${dice.random.fraction().toFixed(3)}`,
    ),
  ].join('\n')

export const makeFiles = (dice: Dice): readonly HistoryFile[] => {
  const file = (name: string, mediaType: string, bytes: Uint8Array<ArrayBuffer>): HistoryFile => {
    const attachmentId: AttachmentId = createId(dice.random, 'att')
    return { part: { type: 'attachment', attachmentId, name, mediaType, size: bytes.length }, bytes }
  }
  const text = (name: string, mediaType: string, content: string): HistoryFile =>
    file(name, mediaType, new TextEncoder().encode(content))

  return [
    ...languages.map(language =>
      text(
        `notes-${language}.md`,
        'text/markdown',
        `# ${fewWords(dice, language)}\n\n${sentences(dice, language, 12)}\n`,
      ),
    ),
    text('figures.csv', 'text/csv', csv(dice)),
    text('readings.csv', 'text/csv', csv(dice)),
    file('pixel.png', 'image/png', pixel),
  ]
}
