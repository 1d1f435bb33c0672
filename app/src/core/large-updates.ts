/**
 * A memory of large updates that are being applied. The worker that applies one cannot be interrupted, and an update
 * built to be slow would hold it until the person closes the tab, at every start again. So the attempt is noted first:
 * an update whose note was never crossed out ended its engine, and after a few such ends it is not tried any more.
 */

export interface LargeUpdates {
  /** Notes the attempt. False when this update has ended engines before and must not be applied. */
  readonly begin: (update: Uint8Array) => Promise<boolean>
  readonly end: (update: Uint8Array) => Promise<void>
}

/** What the notes are kept in: it must survive the engine. */
export interface AttemptNotes {
  /** Counts one more attempt and gives how many there were before. */
  readonly add: (name: string) => Promise<number>
  readonly remove: (name: string) => Promise<void>
}

/**
 * A tab may be closed, or another tab be at the same update, while all is well; a third end is no accident. Without a
 * limit one slow update would keep a device from ever opening Weft again.
 */
const maxEnds = 2

export const createLargeUpdates = (
  notes: AttemptNotes,
  nameOf: (update: Uint8Array) => Promise<string>,
): LargeUpdates => ({
  begin: async update => (await notes.add(await nameOf(update))) < maxEnds,
  end: async update => notes.remove(await nameOf(update)),
})
