import { must } from '@weft/shared/assert.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type { UpMessage } from '@weft/shared/protocol/multiplex.ts'
import { encodeRoomFrame, parseRoomFrame, type RoomFrame } from '@weft/shared/protocol/room-frame.ts'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createRoomSync, type RoomSync, type RoomSyncEvent } from './room-sync.ts'

const ref = {
  workspaceId: 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa' as WorkspaceId,
  roomId: 'thr_aaaaaaaaaaaaaaaaaaaaaaaaaa' as RoomId,
}

const opened: RoomSync[] = []
afterEach(() => {
  for (const sync of opened.splice(0)) sync.follower.discarded()
})

const setUp = () => {
  const sent: UpMessage[] = []
  const events: RoomSyncEvent[] = []
  const received: { readonly update: Uint8Array; readonly number: number }[] = []
  let joinId = 0
  let bytes: Uint8Array[] = []
  let outcome: 'taken' | 'refused' | 'failed' = 'taken'
  const sync = createRoomSync({
    ref,
    receive: async (update, number) => {
      received.push({ update, number })
      return outcome
    },
    send: message => sent.push(message),
    nextJoinId: () => {
      joinId += 1
      return joinId
    },
    report: event => {
      if (event.type !== 'document-discarded' && event.type !== 'join-opened') events.push(event)
    },
  })
  opened.push(sync)

  let row = 0
  const load = (waiting: readonly number[] = []): Y.Doc => {
    const doc = new Y.Doc()
    row = waiting.at(-1) ?? 0
    for (const number of waiting) doc.getMap('m').set(`row${number}`, Uint8Array.of(number))
    sync.follower.loaded({ doc, waiting, clientIds: [doc.clientID] })
    doc.on('update', (update: Uint8Array) => bytes.push(update))
    return doc
  }
  const change = (doc: Y.Doc): number => {
    row += 1
    doc.getMap('m').set(`row${row}`, Uint8Array.of(row))
    return row
  }
  /** What the document has changed since the last commit becomes these rows. */
  const commit = (...rows: readonly number[]): void => {
    const updates = bytes
    bytes = []
    sync.follower.rowsApplied(
      rows.map((number, index) => ({ number, waiting: true, bytes: must(updates[index], 'an update') })),
    )
  }
  const down = (frame: RoomFrame, seq = 0): void =>
    sync.received({ type: 'room', joinId, seq, frame: encodeRoomFrame(frame) })
  const open = (): void => sync.received({ type: 'opened', joinId, head: 0 })
  const askStep1 = (): void => down({ type: 'sync-step1', stateVector: Y.encodeStateVector(new Y.Doc()) })
  const answerStep1 = (update = Uint8Array.of(0, 0)): void => down({ type: 'sync-step2', update })
  const join = (): void => {
    sync.join()
    open()
    askStep1()
  }
  const frames = (): readonly string[] =>
    sent.flatMap(message => {
      if (message.type !== 'room') return [message.type]
      const frame = parseRoomFrame(message.frame)
      return [frame.ok ? `${message.seq} ${frame.value.type}` : frame.error.type]
    })
  const setOutcome = (next: typeof outcome): void => {
    outcome = next
  }
  return {
    sync,
    sent,
    events,
    received,
    load,
    change,
    commit,
    down,
    open,
    askStep1,
    answerStep1,
    join,
    frames,
    setOutcome,
  }
}

const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

describe('a room that is live', () => {
  it('J1: joins, says SyncStep1, answers with SyncStep2, and sends what is committed', () => {
    const { load, change, commit, join, frames } = setUp()
    const doc = load()
    join()
    commit(change(doc))
    expect(frames()).toEqual(['open', '1 sync-step1', '2 sync-step2', '3 sync-update'])
  })

  it('holds what the provider sends until its row is committed', () => {
    const { load, change, commit, join, frames } = setUp()
    const doc = load()
    join()
    const row = change(doc)
    expect(frames()).toHaveLength(3)
    commit(row)
    expect(frames().at(-1)).toBe('3 sync-update')
  })

  it('sends nothing of a change that was not committed', () => {
    const { sync, load, change, join, frames } = setUp()
    const doc = load()
    join()
    change(doc)
    sync.follower.discarded()
    expect(frames()).toEqual(['open', '1 sync-step1', '2 sync-step2', 'close'])
  })

  it('answers SyncStep1 from committed rows only', () => {
    const { load, change, commit, join, frames, askStep1, sent } = setUp()
    const doc = load()
    join()
    const row = change(doc)
    askStep1()
    expect(frames()).toHaveLength(3)
    commit(row)
    expect(frames().slice(3)).toEqual(['3 sync-update', '4 sync-step2'])
    const last = must(sent.at(-1), 'a message')
    expect(last.type).toBe('room')
  })

  it('J3: an ack of the SyncStep2 settles every row that was applied before it', () => {
    const { load, change, commit, join, down, events } = setUp()
    const doc = load([1, 2])
    join()
    commit(change(doc))
    down({ type: 'ack', settled: [{ seq: 2, number: 0 }] })
    down({ type: 'ack', settled: [{ seq: 3, number: 8 }] })
    expect(events).toEqual([
      { type: 'rows-acknowledged', rows: [1, 2], number: 0 },
      { type: 'rows-acknowledged', rows: [3], number: 8 },
    ])
  })

  it('J2: an update that is made before the SyncStep2 leaves with it', () => {
    const { sync, load, change, commit, down, events, open, askStep1, frames } = setUp()
    const doc = load([1])
    sync.join()
    open()
    commit(change(doc))
    expect(frames()).toEqual(['open', '1 sync-step1'])
    askStep1()
    expect(frames()).toEqual(['open', '1 sync-step1', '2 sync-step2'])
    down({ type: 'ack', settled: [{ seq: 2, number: 6 }] })
    expect(events).toEqual([{ type: 'rows-acknowledged', rows: [1, 2], number: 6 }])
  })

  it('J7: what came from the server is not sent back', () => {
    const { sync, load, join, frames } = setUp()
    const doc = load()
    join()
    const other = new Y.Doc()
    other.getMap('m').set('x', Uint8Array.of(1))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), { type: 'remote' })
    sync.follower.rowsApplied([{ number: 1, waiting: false, bytes: Y.encodeStateAsUpdate(other) }])
    expect(frames()).toHaveLength(3)
  })

  it('takes updates in the room’s queue, and none into the document by itself', async () => {
    const { load, join, down, received, events } = setUp()
    const doc = load()
    join()
    const other = new Y.Doc()
    other.getMap('m').set('x', Uint8Array.of(1))
    const update = Y.encodeStateAsUpdate(other)
    down({ type: 'sync-step2', update })
    down({ type: 'sync-update', update }, 7)
    await settle()
    expect(doc.getMap('m').size).toBe(0)
    expect(received.map(({ number }) => number)).toEqual([0, 7])
    expect(events).toEqual([{ type: 'update-stored', number: 7 }])
  })

  it('J15: what comes before the first SyncStep2 of a join is taken after it', async () => {
    const { sync, load, join, answerStep1, down, received } = setUp()
    load()
    join()
    down({ type: 'sync-update', update: Uint8Array.of(1) }, 7)
    down({ type: 'sync-update', update: Uint8Array.of(2) }, 8)
    await settle()
    expect(received).toEqual([])
    answerStep1()
    down({ type: 'sync-update', update: Uint8Array.of(3) }, 9)
    await settle()
    expect(received.map(({ number }) => number)).toEqual([0, 7, 8, 9])
    // What an ended join held is on the server; the next join waits anew.
    sync.connectionLost()
    join()
    down({ type: 'sync-update', update: Uint8Array.of(4) }, 10)
    sync.connectionLost()
    join()
    answerStep1()
    await settle()
    expect(received.map(({ number }) => number)).toEqual([0, 7, 8, 9, 0])
  })

  it('J15: a server that never sends it is left before it fills memory', async () => {
    const { load, join, down, received, events } = setUp()
    load()
    join()
    const update = new Uint8Array(500_000)
    for (let number = 1; number < 10; number += 1) down({ type: 'sync-update', update }, number)
    await settle()
    expect(received).toEqual([])
    expect(events).toEqual([{ type: 'bulk-needed', left: true }])
  })

  it('leaves for /sync when the disk takes nothing, and tells of what is no update', async () => {
    const { load, join, answerStep1, down, events, setOutcome, frames } = setUp()
    load()
    join()
    answerStep1()
    await settle()
    setOutcome('refused')
    down({ type: 'sync-update', update: Uint8Array.of(1) }, 7)
    await settle()
    setOutcome('failed')
    down({ type: 'sync-update', update: Uint8Array.of(1) }, 8)
    await settle()
    expect(events).toEqual([{ type: 'update-refused' }, { type: 'bulk-needed', left: true }])
    expect(frames().at(-1)).toBe('close')
  })

  it('C3: joins again to announce the client id of another tab, whose row then goes with the SyncStep2', () => {
    const { load, join, commit, frames, sent, open, askStep1, down, events } = setUp()
    const doc = load()
    join()
    const tab = new Y.Doc()
    tab.getMap('m').set('theirs', Uint8Array.of(1))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(tab), { type: 'load' })
    commit(1)
    expect(frames().slice(3)).toEqual(['close', 'open'])
    const announced = sent.findLast(message => message.type === 'open')
    expect(announced?.clientIds).toEqual([doc.clientID, tab.clientID])
    open()
    askStep1()
    down({ type: 'ack', settled: [{ seq: 2, number: 4 }] })
    expect(events).toEqual([{ type: 'rows-acknowledged', rows: [1], number: 4 }])
  })

  it('C3: announces also what another tab writes before the server has opened the join', () => {
    const { sync, load, commit, sent, frames, open, askStep1 } = setUp()
    const doc = load()
    sync.join()
    const tab = new Y.Doc()
    tab.getMap('m').set('theirs', Uint8Array.of(1))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(tab), { type: 'load' })
    commit(1)
    open()
    askStep1()
    const announced = sent.findLast(message => message.type === 'open')
    expect(announced?.clientIds).toEqual([doc.clientID, tab.clientID])
    expect(frames()).toEqual(['open', 'close', 'open', '1 sync-step1', '2 sync-step2'])
  })

  it('C2: what others wrote and another tab has stored is not announced as ours', () => {
    const { sync, load, join, sent, frames } = setUp()
    const doc = load()
    join()
    const [tab, other] = [new Y.Doc(), new Y.Doc()]
    const rows = [tab, other].map(each => {
      each.getMap('m').set(`k${each.clientID}`, Uint8Array.of(1))
      return Y.encodeStateAsUpdate(each)
    })
    for (const row of rows) Y.applyUpdate(doc, row, { type: 'load' })
    sync.follower.rowsApplied(
      rows.map((row, index) => ({ number: index + 1, waiting: index === 0, bytes: row })),
    )
    const announced = sent.findLast(message => message.type === 'open')
    expect(announced?.clientIds).toEqual([doc.clientID, tab.clientID])
    expect(frames().slice(3)).toEqual(['close', 'open'])
  })

  it('rows of another tab that come in one go answer with one frame for all of them', () => {
    const { load, join, commit, down, events, change } = setUp()
    const doc = load()
    join()
    commit(change(doc), change(doc))
    down({ type: 'ack', settled: [{ seq: 3, number: 4 }] })
    expect(events).toEqual([{ type: 'rows-acknowledged', rows: [1, 2], number: 4 }])
  })

  it('J4: a row that is refused for good is set aside', () => {
    const { load, change, commit, join, down, events } = setUp()
    const doc = load()
    join()
    commit(change(doc))
    down({ type: 'reject', seq: 3, reason: 'clock-jump' })
    expect(events).toEqual([{ type: 'row-refused', row: 1, reason: 'clock-jump' }])
  })

  it('J5: after the connection is lost, what was on its way waits for the next SyncStep2', () => {
    const { sync, load, change, commit, join, down, events } = setUp()
    const doc = load()
    join()
    commit(change(doc))
    sync.connectionLost()
    down({ type: 'ack', settled: [{ seq: 3, number: 4 }] })
    expect(events).toEqual([])
    join()
    down({ type: 'ack', settled: [{ seq: 2, number: 4 }] })
    expect(events).toEqual([{ type: 'rows-acknowledged', rows: [1], number: 4 }])
  })

  it('J6, F5: what does not fit in a frame goes by /sync, and the server is told', () => {
    const { load, commit, join, events, frames } = setUp()
    const doc = load()
    join()
    doc.getMap('m').set('large', new Uint8Array(600_000))
    commit(1)
    expect(frames().slice(3)).toEqual(['3 use-bulk', 'close'])
    expect(events).toEqual([{ type: 'bulk-needed', left: true }])
  })

  it('J8: a server that answers what was never sent is left', () => {
    const { load, join, down, events } = setUp()
    load()
    join()
    down({ type: 'ack', settled: [{ seq: 99, number: 1 }] })
    expect(events).toEqual([{ type: 'server-inconsistent' }])
  })

  it('M7: after 44xx the provider has stopped, and after any other it may be joined again', () => {
    const { sync, load, join, events, frames } = setUp()
    load()
    join()
    sync.received({ type: 'closed', joinId: 1, code: 4503, reason: '' })
    sync.join()
    sync.received({ type: 'opened', joinId: 2, head: 0 })
    expect(frames().slice(3)).toEqual(['open', '1 sync-step1'])
    sync.received({ type: 'closed', joinId: 2, code: 4410, reason: '' })
    sync.join()
    sync.received({ type: 'opened', joinId: 3, head: 0 })
    expect(frames().slice(5)).toEqual(['open'])
    expect(events).toEqual([
      { type: 'join-closed', code: 4503 },
      { type: 'join-closed', code: 4410 },
    ])
  })

  it('an ephemeral frame is numbered like every other, and goes only where a join is open', () => {
    const { sync, load, join, frames } = setUp()
    load()
    expect(sync.sendEphemeral(Uint8Array.of(1))).toBe(false)
    join()
    expect(sync.sendEphemeral(Uint8Array.of(1))).toBe(true)
    expect(frames().at(-1)).toBe('3 ephemeral')
  })
})
