/**
 * Why a server does not store an update. The number is what travels. A final reason stays true whenever the same
 * bytes come again, so the client sets the row aside where the person can see it; after any other the row waits.
 */

interface RejectKind {
  readonly number: number
  readonly final: boolean
}

export const rejectReasons = {
  /** Not a sound Yjs V1 update (U1–U7), or more of something than one update may have. */
  'update-unsound': { number: 1, final: true },
  /** Not of the shape every room of Weft has (U8). */
  'shape-foreign': { number: 2, final: true },
  /** It writes under a client id of another account (C3). */
  'client-id-foreign': { number: 3, final: true },
  /** It moves a clock further than its bytes explain (C5). */
  'clock-jump': { number: 4, final: true },
  /** It deletes what is not written yet (C6). */
  'delete-ahead': { number: 5, final: true },
  /** Larger than a frame, or than an item of /sync. */
  'update-too-large': { number: 6, final: true },
  'quota-exceeded': { number: 20, final: false },
  /** This account may read the room and not write it; that can change. */
  'write-forbidden': { number: 21, final: false },
  'room-full': { number: 22, final: false },
  /** The client id belongs to another live device: the document must be loaded anew, under a fresh id. */
  'client-id-taken': { number: 23, final: false },
} as const satisfies Readonly<Record<string, RejectKind>>

export type RejectReason = keyof typeof rejectReasons

const isReason = (name: string): name is RejectReason => Object.hasOwn(rejectReasons, name)

const reasonByNumber: ReadonlyMap<number, RejectReason> = new Map(
  Object.entries(rejectReasons).flatMap(([name, { number }]) => (isReason(name) ? [[number, name]] : [])),
)

export const reasonToNumber = (reason: RejectReason): number => rejectReasons[reason].number

/** Null for a number that only a later version knows. */
export const numberToReason = (number: number): RejectReason | null => reasonByNumber.get(number) ?? null

export const isFinal = (reason: RejectReason): boolean => rejectReasons[reason].final
