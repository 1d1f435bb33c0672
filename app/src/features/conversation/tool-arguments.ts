/**
 * A tool call's arguments as fields to show. Models write this JSON, so anything may stand there: what is not an
 * object with fields is shown as it is instead.
 */

/** More fields than this, or longer values, are for the raw text: a form is for reading at a glance. */
const mostFields = 24

export const parseToolArguments = (input: string): readonly (readonly [string, string])[] | undefined => {
  try {
    const value: unknown = JSON.parse(input)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    const fields = Object.entries(value)
    if (fields.length === 0 || fields.length > mostFields) return undefined
    return fields.map(([field, content]) => [
      field,
      typeof content === 'string' ? content : JSON.stringify(content),
    ])
  } catch {
    return undefined
  }
}
