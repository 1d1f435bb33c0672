/** A key as it was pasted: cleaned of what comes along when one copies, and what was cleaned. */

export type ApiKeyChange =
  | 'spaces-removed' // around it, line ends too
  | 'quotes-removed'
  | 'bearer-removed' // copied with the header's word before it
  | 'name-removed' // OPENAI_API_KEY=…
  | 'invisible-removed' // zero-width characters and the like

export type ApiKeyProblem =
  | 'inner-spaces' // two things were pasted
  | 'not-ascii' // letters no key has: a look-alike or a cut-off “…”

export interface ApiKey {
  /** What to store. */
  readonly key: string
  readonly changes: readonly ApiKeyChange[]
  /** Set when the key cannot be right; it can be stored no less. */
  readonly problem?: ApiKeyProblem
}

const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g

export const readApiKey = (text: string): ApiKey => {
  const changes: ApiKeyChange[] = []
  const step = (before: string, after: string, change: ApiKeyChange): string => {
    if (before !== after && !changes.includes(change)) changes.push(change)
    return after
  }
  let key = step(text, text.replace(invisible, ''), 'invisible-removed')
  key = trim(key, step)
  key = trim(step(key, key.replace(/^(?:export\s+)?[A-Z][A-Z0-9_]*\s*=\s*/, ''), 'name-removed'), step)
  key = trim(step(key, key.replace(/^(?:authorization\s*:\s*)?bearer\s+/i, ''), 'bearer-removed'), step)
  const problem = problemOf(key)
  return { key, changes, ...(problem === undefined ? {} : { problem }) }
}

/** Spaces and pairs of quotes around it, in whatever order they lie. */
const trim = (
  text: string,
  step: (before: string, after: string, change: ApiKeyChange) => string,
): string => {
  const trimmed = step(text, text.trim(), 'spaces-removed')
  const unquoted = step(trimmed, trimmed.replace(/^(["'`“”‘’«»])(.*)["'`“”‘’«»];?$/s, '$2'), 'quotes-removed')
  return unquoted === text ? text : trim(unquoted, step)
}

const problemOf = (key: string): ApiKeyProblem | undefined => {
  if (/\s/.test(key)) return 'inner-spaces'
  return /^[\x21-\x7e]*$/.test(key) ? undefined : 'not-ascii'
}
