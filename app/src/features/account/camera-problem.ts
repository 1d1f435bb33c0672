/** Why there is no camera, from what the browser says when it is asked for one. */

export type CameraProblem =
  /** The person, the browser or the system said no. */
  | 'refused'
  | 'missing'
  /** Another program has it, or it went away while it was looked through. */
  | 'in-use'
  | 'failed'

export const toCameraProblem = (cause: unknown): CameraProblem => {
  switch (cause instanceof DOMException ? cause.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use'
    default:
      return 'failed'
  }
}
