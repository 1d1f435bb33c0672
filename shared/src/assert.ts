/** Broken invariants throw here and are caught only at the rim (command execution, socket session, error boundary). */

export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${invariant}`)
}

/** The value, which the caller knows to be there; `what` names it in the error if the caller was wrong. */
export const must = <T>(value: T | null | undefined, what: string): T => {
  if (value === null || value === undefined) throw new Error(`Missing: ${what}`)
  return value
}

/** Ends a switch over a union: a new member fails to compile here. */
export const unreachable = (value: never): never => {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`)
}
