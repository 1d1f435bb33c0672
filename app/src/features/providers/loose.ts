/**
 * Schemas for what vendors send. A field of the wrong kind reads as absent instead of failing the event, and
 * unknown fields stay, since each imitator of a format gets another detail wrong.
 */

import * as z from 'zod/mini'

export const looseText = z.catch(z.optional(z.string()), undefined)
export const looseNumber = z.catch(z.optional(z.number()), undefined)
export const looseBoolean = z.catch(z.optional(z.boolean()), undefined)

/** An object with these fields, or undefined. */
export const loosely = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.catch(z.optional(z.looseObject(shape)), undefined)

/** The items of a list that are of this kind; an empty list when it is none. */
export const looseList = <Schema extends z.core.$ZodType>(item: Schema) => z.catch(z.array(item), [])

/** A count of tokens: anything but a finite number from zero up is unknown. */
export const tokenCount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
