/**
 * Where in the results a person was, kept with the entry of the browser's history, so that Back from a hit, also after a
 * reload, comes to the same place. What is read there was written by another version, or by hand: it is checked.
 */

export interface KeptPlace {
  /** Threads that were shown. */
  readonly limit: number
  /** How far the results were scrolled, pixels. */
  readonly top: number
  /** Threads of which all hits were shown. */
  readonly opened: readonly string[]
  /** The address of the hit that was opened. */
  readonly hit: string | undefined
}

const name = 'searchPlace'

export const keepPlace = (place: KeptPlace): void => {
  const state: unknown = window.history.state
  window.history.replaceState({ ...(isObject(state) ? state : {}), [name]: place }, '')
}

export const readPlace = (): KeptPlace | undefined => {
  const state: unknown = window.history.state
  const place = isObject(state) ? state[name] : undefined
  if (!isObject(place)) return undefined
  const { limit, top, opened, hit } = place
  if (typeof limit !== 'number' || typeof top !== 'number' || !Array.isArray(opened)) return undefined
  return {
    limit,
    top,
    opened: opened.filter(id => typeof id === 'string'),
    hit: typeof hit === 'string' ? hit : undefined,
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
