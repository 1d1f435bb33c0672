/** Which script a text is mostly written in, for scripts whose marks need taller lines than Latin. */

export type Script = 'bengali' | 'arabic'

const perScript: readonly (readonly [Script, RegExp])[] = [
  ['bengali', /\p{Script=Bengali}/gu],
  ['arabic', /\p{Script=Arabic}/gu],
]

/** Letters looked at: enough to tell, whatever the length of the block. */
const sampleLength = 400

/** Undefined for Latin and all else that the page's own line height suits. */
export const scriptOf = (text: string): Script | undefined => {
  const sample = text.slice(0, sampleLength)
  // Nearly all text ends here: no letter beyond the scripts that come before Arabic.
  if (!/[\u0600-\u06ff\u0750-\u077f\u0980-\u09ff]/.test(sample)) return undefined
  const letters = sample.match(/\p{L}/gu)?.length ?? 0
  return perScript.find(([, pattern]) => (sample.match(pattern)?.length ?? 0) * 2 > letters)?.[0]
}
