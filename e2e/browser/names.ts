/**
 * Accessible names as a test asks for them: the whole English name, also in the ⟦brackets⟧ of the pseudo
 * language, so that the same verbs walk through both.
 */

export const named = (name: string): RegExp => new RegExp(`^⟦?${escapeForRegExp(name)}⟧?$`)

/** A name that begins so. */
export const namedFrom = (name: string): RegExp => new RegExp(`^⟦?${escapeForRegExp(name)}`)

/** A name whose first word, whatever figures follow, is this one and not merely begins so. */
export const firstWord = (word: string): RegExp =>
  new RegExp(String.raw`^⟦?${escapeForRegExp(word)}(?![\w.-])`)

const escapeForRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
