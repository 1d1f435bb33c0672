/**
 * An answer in JSON is not Markdown: its stars and underscores are characters. It is drawn as the code it is, in a fence
 * that is never closed and longer than any it might hold, so that it grows and is copied as other code is.
 */

/** One brace alone, which is how such an answer begins to come, is taken for one already. */
const beginsObject = /^\s*\{(?:[\s"}]|$)/

const fence = `${'~'.repeat(32)}json`

export const jsonAsCode = (text: string): string =>
  beginsObject.test(text) ? `${fence}\n${text.trimStart()}` : text
