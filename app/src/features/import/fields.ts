/**
 * Fields of what another program wrote, each asked for by the type that is wanted: a wrong type is an absent field.
 * Not a schema, because a schema refuses a whole message for one wrong field, and here each field counts for itself.
 */

export type Fields = Readonly<Record<string, unknown>>

export const fieldsOf = (value: unknown): Fields | undefined => (isFields(value) ? value : undefined)

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A text that says something, or nothing. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** An id: a text, or a number that a program used as one. */
export const idOf = (value: unknown): string | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : textOf(value)

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

/** A count of something: a whole number that is not below zero. */
export const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined

/** `undefined` for a field that is absent, also where the prototype has one of that name. */
export const own = (fields: Fields, key: string): unknown =>
  Object.hasOwn(fields, key) ? fields[key] : undefined

/** The first of several names under which a field may stand. */
export const firstText = (fields: Fields, ...keys: readonly string[]): string | undefined => {
  for (const key of keys) {
    const text = textOf(own(fields, key))
    if (text !== undefined) return text
  }
  return undefined
}

/** Deeper than this a value is not written out: `JSON.stringify` recurses, and would overflow. */
const deepest = 500

/** Whatever stands there as text for people: a text as it is, anything else as JSON. */
export const asText = (value: unknown, indent?: number): string => {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  if (!isShallow(value)) return '…'
  return JSON.stringify(value, null, indent) ?? ''
}

const isShallow = (value: unknown): boolean => {
  let level: readonly unknown[] = [value]
  for (let depth = 0; depth < deepest; depth += 1) {
    const below: unknown[] = []
    for (const each of level)
      if (typeof each === 'object' && each !== null)
        for (const child of Object.values(each)) if (typeof child === 'object') below.push(child)
    if (below.length === 0) return true
    level = below
  }
  return false
}
