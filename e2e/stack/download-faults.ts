/** What can go wrong with a file on its way. Places are bytes of the file, whichever range of it is asked for. */
import { createGate, type Gate } from './reply.ts'

export type DownloadFault = StatusFault | CorruptFault | CutFault | HoldFault | TrickleFault

/** A fault that waits for the download it happens to; one that lasts happens to all of them. */
export interface PendingFault {
  readonly fault: DownloadFault
  readonly lasts: boolean
}

/** Answered by a status instead of the file; `0` closes the connection without a word. */
export interface StatusFault {
  readonly tag: 'status'
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

/** The byte at `at` arrives with its bits turned round. */
export interface CorruptFault {
  readonly tag: 'corrupt'
  readonly at: number
}

/** The connection ends before the byte at `at`. */
export interface CutFault {
  readonly tag: 'cut'
  readonly at: number
}

/** Waits before the byte at `at` for the test to go on, or to cut. */
export interface HoldFault {
  readonly tag: 'hold'
  readonly at: number
  readonly hold: OpenHold
}

/** Writes of so many bytes, with so many milliseconds between them. */
export interface TrickleFault {
  readonly tag: 'trickle'
  readonly bytes: number
  readonly milliseconds: number
}

export interface Hold {
  /** Resolves when everything before the place has been written. */
  readonly reached: Promise<void>
  readonly release: () => void
  /** Ends the connection here: everything that was sent has had its time to arrive. */
  readonly cut: () => void
}

/** A hold as the server sees it. */
export interface OpenHold extends Hold {
  readonly gate: Gate
  readonly isCut: () => boolean
}

export const createHold = (): OpenHold => {
  const gate = createGate()
  let cut = false
  return {
    gate,
    reached: gate.reached,
    release: gate.open,
    cut: () => {
      cut = true
      gate.open()
    },
    isCut: () => cut,
  }
}
