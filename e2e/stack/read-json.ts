/** Questions to a JSON value of unknown shape, answered with `undefined` when the shape is another. */

export type JsonRecord = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const readString = (value: unknown, key: string): string | undefined => {
  const field = isRecord(value) ? value[key] : undefined
  return typeof field === 'string' ? field : undefined
}

export const readBoolean = (value: unknown, key: string): boolean | undefined => {
  const field = isRecord(value) ? value[key] : undefined
  return typeof field === 'boolean' ? field : undefined
}

export const readArray = (value: unknown, key: string): readonly unknown[] | undefined => {
  const field = isRecord(value) ? value[key] : undefined
  return Array.isArray(field) ? field : undefined
}
