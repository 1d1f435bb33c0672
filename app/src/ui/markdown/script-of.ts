/** Which script a text is mostly written in, for scripts whose letters need taller lines than Latin ones. */

/** `persian` is the Arabic script with the letters and digits of Persian and Urdu. */
export type Script = 'bengali' | 'arabic' | 'persian'

/** Letters looked at: enough to tell, whatever the length of the block. */
const sampleLength = 400

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** Undefined for Latin and all else that the page's own line height suits. */
export const scriptOf = (text: string): Script | undefined => {
  const sample = text.slice(0, sampleLength)
  // Nearly every text ends here.
  if (!/[\u0600-\u06ff\u0980-\u09ff]/.test(sample)) return undefined
  const half = count(sample, /\p{L}/gu) / 2
  if (count(sample, /\p{Script=Bengali}/gu) > half) return 'bengali'
  if (count(sample, /\p{Script=Arabic}/gu) <= half) return undefined
  return /[پچژگکیےٹڈڑ]/.test(sample) ? 'persian' : 'arabic'
}
