/** The outside of messages over a port for calls, read by hand: pages read it too, and carry as little of schemas as they can. */

import type { CallControl } from './call-port.ts'

/** The number of a call that could not be parsed, so that whoever waits for it can be told. */
export const callNumberOf = (data: unknown): number | undefined =>
  typeof data === 'object' && data !== null && 'call' in data && typeof data.call === 'number'
    ? data.call
    : undefined

const controls: ReadonlySet<string> = new Set<CallControl['type']>(['abort', 'ping', 'hello'])

/** One of these calls or what goes with any, by its name alone: for a port between two of one build. */
export const isCallMessage = <Call extends { readonly type: string }>(
  data: unknown,
  types: readonly Call['type'][],
): data is Call | CallControl =>
  typeof data === 'object' &&
  data !== null &&
  'type' in data &&
  typeof data.type === 'string' &&
  (new Set<string>(types).has(data.type) || controls.has(data.type))
