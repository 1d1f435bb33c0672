/**
 * A device's cursor in a workspace: the number up to which it holds everything. Only a page of /sync moves it by
 * more than one, because only /sync knows what lies between.
 */

/** The cursor after an update of this number was stored; 0, "the server had it before", moves nothing. */
export const moveCursor = (cursor: number, number: number): number =>
  number === cursor + 1 ? number : cursor
