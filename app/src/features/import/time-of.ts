/**
 * Times as programs write them, to milliseconds since the epoch: seconds as floats, milliseconds, ISO 8601. A time in
 * a person's own notation ("3/4/2024, 5:06:07") says nothing, since nobody knows whose; the order of the messages does.
 */

/** 1973 in milliseconds and 5138 in seconds: what is smaller counts seconds. */
const secondsEnd = 1e11
/** What is larger counts microseconds. */
const millisecondsEnd = 1e14

/** Before the first of these programs, or after this century, it is no time. */
const earliest = Date.UTC(1990, 0, 1)
const latest = Date.UTC(2100, 0, 1)

const isoDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?/
const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/

export const timeOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return fromNumber(value)
  if (typeof value !== 'string') return undefined
  if (/^\d{9,17}(?:\.\d+)?$/.test(value)) return fromNumber(Number(value))
  return isoDate.test(value) ? fromIso(value) : undefined
}

const fromNumber = (value: number): number | undefined => {
  if (value < secondsEnd) return within(value * 1000)
  return within(value < millisecondsEnd ? value : value / 1000)
}

/** SQLite and Python leave the zone out where it is UTC. */
const fromIso = (value: string): number | undefined => {
  const text = value.trim().replace(' ', 'T')
  return within(Date.parse(hasZone.test(text) || !text.includes('T') ? text : `${text}Z`))
}

const within = (time: number): number | undefined => {
  const whole = Math.round(time)
  return whole >= earliest && whole < latest ? whole : undefined
}
