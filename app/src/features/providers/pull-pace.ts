/** How fast something comes, and how long the rest will take: over the last seconds, so that a pause is soon seen. Pure. */

interface Sample {
  readonly at: number
  readonly arrived: number
}

export type PaceSamples = readonly Sample[]

export interface Pace {
  readonly bytesPerSecond: number
  /** Milliseconds until all is there at that speed. */
  readonly left: number
}

/** Milliseconds that a speed is taken over, and the shortest over which one can be said. */
const span = 10_000
const shortest = 1_000

export const addSample = (samples: PaceSamples, sample: Sample): PaceSamples => [
  // One from before the span stays, so that the span is always covered.
  ...samples.filter(
    ({ at }, index) => at > sample.at - span || (samples[index + 1]?.at ?? 0) > sample.at - span,
  ),
  sample,
]

/** Undefined while too little has been seen to say, and when nothing comes. */
export const paceOf = (samples: PaceSamples, remaining: number): Pace | undefined => {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.at - first.at < shortest) return undefined
  const bytesPerSecond = ((last.arrived - first.arrived) / (last.at - first.at)) * 1_000
  return bytesPerSecond > 0 ? { bytesPerSecond, left: (remaining / bytesPerSecond) * 1_000 } : undefined
}
