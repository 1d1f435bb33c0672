/** The bounds of POST /sync that only a server has; those of the wire are in the protocol. Times in milliseconds. */

import { maxBulkStreamBytes } from '@weft/shared/protocol/limits.ts'

const kibi = 1024
const mebi = kibi * kibi

export interface SyncLimits {
  /** Exchanges of everybody: each may hold some megabytes. */
  readonly atOnce: number
  /** Of one session: a device has one for each workspace and tab, a script any number. */
  readonly perSession: number
  /** Silence of a sender in the middle of its request, which holds what it has sent so far. */
  readonly senderPatience: number
  /** A sender that dribbles is never silent: after this much waiting its pace counts. */
  readonly senderGrace: number
  /** Bytes a second; below it a phone on a bad day could not sync either. */
  readonly senderPace: number
  /** A reader that takes nothing for so long holds its page for nothing. */
  readonly readerPatience: number
  /** What may wait for a reader before the next page is read: a slow one must not fill memory. */
  readonly bufferedBytes: number
  /** Answers may wait longer: many clients read when they have sent, and holding up their sending would be for ever. */
  readonly bufferedAnswers: number
  /** An item or a page above this takes one of the large places. */
  readonly largeBytes: number
  /** Items of 64 MiB held at once, each several times over while it is checked and stored. */
  readonly largePlaces: number
  /** Pushes of one exchange that wait for their commit; more would fill the queue that everybody shares. */
  readonly windowRows: number
  readonly windowBytes: number
  /** Rooms are read by pages of about so much. */
  readonly pageBytes: number
  readonly pageRooms: number
  /** What an answer holds before it says `more`; a page, answers and heads of rooms fit between this and its bound. */
  readonly answerBytes: number
  /** Rooms whose client ids and clocks one exchange remembers: a push into each of very many would fill memory. */
  readonly roomsRemembered: number
  /** How old the permission to read or write may be; an ended session is told at once on every node. */
  readonly accessAge: number
}

export const syncLimits: SyncLimits = {
  atOnce: 64,
  perSession: 4,
  senderPatience: 10_000,
  senderGrace: 30_000,
  senderPace: kibi,
  readerPatience: 30_000,
  bufferedBytes: 256 * kibi,
  bufferedAnswers: mebi,
  largeBytes: mebi,
  largePlaces: 2,
  windowRows: 1_024,
  windowBytes: 4 * mebi,
  pageBytes: mebi,
  pageRooms: 64,
  answerBytes: maxBulkStreamBytes - 8 * mebi,
  roomsRemembered: 256,
  accessAge: 60_000,
}
