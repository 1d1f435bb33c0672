import { Stamp } from '@weft/shared/clock.ts'

/** The stamp that a device whose clock says `at` gives to the first thing it writes in that millisecond. */
export const stampOf = (at: number): Stamp => Stamp.parse(`${at.toString(16).padStart(12, '0')}0000`)
