/**
 * Letters under a tower of combining marks: shaping them costs the square of their number, and their ink covers
 * the lines above. No script puts more than a few on one letter, so the rest is left out of what is shown.
 */

import { limits } from './limits.ts'

const flood = new RegExp(`(\\p{M}{${limits.marksPerLetter}})\\p{M}+`, 'gu')

export const withoutMarkFloods = (text: string): string =>
  text.search(flood) < 0 ? text : text.replace(flood, '$1')
