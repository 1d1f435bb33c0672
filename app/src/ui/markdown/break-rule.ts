/** `<br>` is the one tag that is read: models have no other way to break a line inside a table cell. */

import type { StateInline } from 'markdown-it'

const breakTagHere = /<br[ \t]*\/?>/iy

export const breakTag = (state: StateInline, silent: boolean): boolean => {
  if (state.src.charCodeAt(state.pos) !== 0x3c) return false
  breakTagHere.lastIndex = state.pos
  if (!breakTagHere.test(state.src)) return false
  state.pos = breakTagHere.lastIndex
  if (!silent) state.push('hardbreak', 'br', 0)
  return true
}
