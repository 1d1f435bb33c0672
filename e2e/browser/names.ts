/**
 * Accessible names as a test asks for them: the whole English name, also in the ⟦brackets⟧ of the pseudo
 * language, so that the same verbs walk through both.
 */

export const named = (name: string): RegExp => new RegExp(`^⟦?${escapeForRegExp(name)}⟧?$`)

/** A name that begins so. */
export const namedFrom = (name: string): RegExp => new RegExp(`^⟦?${escapeForRegExp(name)}`)

const escapeForRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
