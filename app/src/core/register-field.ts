/** A register by its short code and the schema of what it holds: read through this, a value has its type. */

import type * as z from 'zod/mini'
import type { RoomView } from './room-view.ts'

export interface RegisterField<T> {
  /** What a server sees. Never given another meaning. */
  readonly code: string
  readonly schema: z.ZodMiniType<T>
}

export const registerField = <T>(code: string, schema: z.ZodMiniType<T>): RegisterField<T> => ({
  code,
  schema,
})

/** The value, or null when it was never set or holds what this Weft does not understand. */
export const readRegister = <T>(view: RoomView, subject: string, field: RegisterField<T>): T | null => {
  const register = view.register(subject, field.code)
  if (!register) return null
  const parsed = field.schema.safeParse(register.value)
  return parsed.success ? parsed.data : null
}
