/**
 * How erasing reaches a document without an engine. The request is a note in the tab's own storage and not a
 * part of the address, so that no link can ask for it; the page then starts anew, and `main.tsx` looks for the
 * note before it starts anything else. Other tabs are told to do the same, since each holds the database open.
 */

export type EraseRequest =
  /** This tab erases. */
  | 'erase'
  /** Another tab does; this one keeps its hands off. */
  | 'stand-aside'

const note = 'weft.erase'
const channelName = 'weft-erase'

export interface EraseTab {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
  readonly location: Pick<Location, 'replace'>
  readonly openChannel: (name: string) => BroadcastChannel
}

/** Asks every tab to stop and this one to erase. The document is left; nothing after this call runs for long. */
export const requestErase = ({ storage, location, openChannel }: EraseTab): void => {
  storage.setItem(note, 'erase')
  const channel = openChannel(channelName)
  channel.postMessage('erase')
  channel.close()
  location.replace('/')
}

/** Leaves the document when another tab erases. Call once in every page that starts an engine. */
export const standAsideForErase = ({ storage, location, openChannel }: EraseTab): void => {
  openChannel(channelName).addEventListener('message', () => {
    // A tab hears its own word too, on the channel it listens to.
    if (readEraseRequest(storage) === 'erase') return
    storage.setItem(note, 'stand-aside')
    location.replace('/')
  })
}

/** The request this document was started with; it stands until the erasing removed it or the person starts anew. */
export const readEraseRequest = (storage: Pick<Storage, 'getItem'>): EraseRequest | null => {
  const request = storage.getItem(note)
  return request === 'erase' || request === 'stand-aside' ? request : null
}

export const clearEraseRequest = (storage: Pick<Storage, 'removeItem'>): void => storage.removeItem(note)
