/** Puts a range of a file on a socket, and lets happen what lies in it. */
import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { ByteRange } from './byte-range.ts'
import type { PendingFault } from './download-faults.ts'

/** Bytes of one write: small enough that a reader sees a megabyte come in several pieces. */
const writeSize = 65_536

export interface Sending {
  readonly bytes: Uint8Array
  readonly range: ByteRange
  readonly faults: readonly PendingFault[]
  /** A fault has happened. */
  readonly onFault: (happened: PendingFault) => void
  readonly onBytes: (count: number) => void
}

/** Ends the answer, or the connection; resolves as well when the client has left. */
export const sendBytes = async (response: ServerResponse, sending: Sending): Promise<void> => {
  const { bytes, range, faults, onFault, onBytes } = sending
  const { from, to } = range
  const left = new Promise<'left'>(resolve => response.once('close', () => resolve('left')))
  const isLeft = async (until: Promise<unknown>): Promise<boolean> =>
    (await Promise.race([until, left])) === 'left' || response.destroyed

  const trickle = faults.find(({ fault }) => fault.tag === 'trickle')?.fault
  const step = trickle?.tag === 'trickle' ? trickle.bytes : writeSize
  const places = faults
    .flatMap(each => ('at' in each.fault ? [{ ...each.fault, pending: each }] : []))
    .filter(({ at }) => at >= from && at <= to)
    .toSorted((one, other) => one.at - other.at)

  let at = from
  while (at <= to) {
    const corrupted: number[] = []
    while (places[0]?.at === at) {
      const [place] = places.splice(0, 1)
      if (place === undefined) break
      onFault(place.pending)
      if (place.tag === 'corrupt') {
        corrupted.push(place.at)
        continue
      }
      if (place.tag === 'hold') {
        place.hold.gate.arrive()
        if (await isLeft(place.hold.gate.opened)) return
      } else {
        // What a browser has received and its reader has not yet taken is lost with the connection.
        await wait(250)
      }
      if (place.tag === 'cut' || place.hold.isCut()) return void response.destroy()
    }
    const next = Math.min(
      at + step,
      to + 1,
      corrupted.length > 0 ? at + 1 : Infinity,
      places[0]?.at ?? Infinity,
    )
    const piece = bytes.slice(at, next)
    if (corrupted.length > 0) piece[0] = (piece[0] ?? 0) ^ 0xff
    onBytes(piece.length)
    if (!response.write(piece) && (await isLeft(new Promise(resolve => response.once('drain', resolve)))))
      return
    at = next
    if (trickle?.tag === 'trickle' && (await isLeft(wait(trickle.milliseconds)))) return
  }
  response.end()
}
