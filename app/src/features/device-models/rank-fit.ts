/** In which order fitting models are offered. */

import type { Fit } from './preflight.ts'

/** The lower, the sooner: sure, unsure, on the main processor, on one that plays a graphics processor. */
export const rankFit = ({ estimate, runsOn }: Fit): number =>
  runsOn === 'software' ? 3 : runsOn === 'cpu' ? 2 : estimate === 'unknown' ? 1 : 0
