/**
 * A sync server in memory: sessions on held sockets, joins by `stepServerJoin`, POST /sync by the bulk codec. What was
 * received and not committed is lost in a crash, and only what is committed is answered from. What the world may do to it
 * is in `MemoryServer`; what a device sees of it is an `OpenSocket` and a `BulkExchange`, so that the real core can
 * take its place.
 */

import { must, unreachable } from '@weft/shared/assert.ts'
import type { DeviceId, RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { type BulkDown, bulkUp, type BulkUp, encodeBulkDown } from '@weft/shared/protocol/bulk.ts'
import { createBulkDecoder } from '@weft/shared/protocol/bulk-decoder.ts'
import { checkAnnounced, checkClientIds, type KnownClient } from '@weft/shared/protocol/client-ids.ts'
import { type CloseName, closeCodes } from '@weft/shared/protocol/close-codes.ts'
import { isHeadDone } from '@weft/shared/protocol/done-ranges.ts'
import { type DownMessage, encodeDown, parseUp, type UpMessage } from '@weft/shared/protocol/multiplex.ts'
import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import {
  encodeRoomFrame,
  fitsFrame,
  parseRoomFrame,
  type RoomFrame,
} from '@weft/shared/protocol/room-frame.ts'
import {
  initialServerJoin,
  type ServerJoin,
  type ServerJoinEffect,
  type ServerJoinEvent,
  stepServerJoin,
} from '@weft/shared/protocol/server-join.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import { err, ok } from '@weft/shared/result.ts'
import type { Random } from '@weft/shared/env.ts'
import * as Y from 'yjs'
import type { BulkExchange } from '../bulk-exchange.ts'
import type { OpenSocket, SocketEvents } from '../socket-end.ts'
import { createMemoryLog, factsOf, type MemoryLog, type MemoryLogState } from './memory-log.ts'

/** A socket that the world delivers on, message by message. */
export interface Link {
  readonly device: DeviceId
  readonly up: Uint8Array[]
  readonly down: Uint8Array[]
  readonly events: SocketEvents
  opened: boolean
  closed: boolean
  readonly joins: Map<number, Join>
}

interface Join {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly announced: ReadonlySet<number>
  server: ServerJoin
}

interface Pending {
  readonly link: Link
  readonly joinId: number
  readonly seq: number
  readonly update: Uint8Array
}

/** What a server may do that it should not; the identity in an honest one. */
export interface Lies {
  readonly down?: (message: DownMessage) => readonly DownMessage[]
  readonly bulk?: (items: readonly BulkDown[]) => readonly BulkDown[]
}

export interface BulkFaults {
  /** Nothing of the request arrives. */
  readonly unreachable: () => boolean
  /** The request is done, and its answer breaks off after some pieces. */
  readonly cutAfter: (pieces: number) => number
  /** Rooms in one answer before it says `more`. */
  readonly roomsInAnswer: () => number
  readonly pause: () => Promise<void>
  readonly random: Random
}

export interface MemoryServer {
  readonly openSocket: (device: DeviceId, refuses: () => boolean) => OpenSocket
  readonly exchangeOf: (device: DeviceId, faults: BulkFaults) => (workspaceId: WorkspaceId) => BulkExchange
  readonly links: () => readonly Link[]
  /** Each does one thing, and says whether there was one to do. */
  readonly deliverUp: (link: Link) => boolean
  readonly deliverDown: (link: Link) => boolean
  readonly commit: () => boolean
  readonly cut: (link: Link, code?: number) => void
  readonly crash: () => void
  readonly log: (workspaceId: WorkspaceId) => MemoryLog
  readonly save: () => Saved
  /** Goes back to what was saved; with a new epoch, if somebody has marked it so. */
  readonly restore: (saved: Saved, epoch: string) => void
  readonly setQuotaFull: (full: boolean) => void
  readonly tellLies: (lies: Lies) => void
  readonly epoch: () => string
}

export interface Saved {
  readonly epoch: string
  readonly logs: ReadonlyMap<WorkspaceId, MemoryLogState>
  readonly owners: ReadonlyMap<string, DeviceId>
}

export const createMemoryServer = (): MemoryServer => {
  const logs = new Map<WorkspaceId, MemoryLog>()
  const owners = new Map<string, DeviceId>()
  let links: Link[] = []
  let pending: Pending[] = []
  let epoch = 'epoch-1'
  let quotaFull = false
  let lies: Lies = {}

  const logOf = (workspaceId: WorkspaceId): MemoryLog => {
    const log = logs.get(workspaceId) ?? createMemoryLog()
    logs.set(workspaceId, log)
    return log
  }

  const tell = (link: Link, message: DownMessage): void => {
    if (link.closed) return
    for (const each of lies.down?.(message) ?? [message]) link.down.push(encodeDown(each))
  }

  const tellFrame = (link: Link, joinId: number, frame: RoomFrame, seq = 0): void =>
    tell(link, { type: 'room', joinId, seq, frame: encodeRoomFrame(frame) })

  const knownClients = (
    workspaceId: WorkspaceId,
    roomId: RoomId,
    device: DeviceId,
    clients: Iterable<number>,
    announced: ReadonlySet<number>,
  ): ReadonlyMap<number, KnownClient> => {
    const doc = logOf(workspaceId).doc(roomId)
    const known = new Map<number, KnownClient>()
    for (const client of clients) {
      const clock = Y.getState(doc.store, client)
      const owner = owners.get(`${roomId}/${client}`)
      if (owner === device) known.set(client, { owner: 'this-device', clock })
      else if (owner !== undefined) known.set(client, { owner: 'this-account', clock })
      // Brought back by somebody after a restore: nobody's, until its owner announces it again.
      else if (clock > 0 && !announced.has(client)) known.set(client, { owner: 'other-account', clock })
    }
    return known
  }

  const announce = (roomId: RoomId, device: DeviceId, clients: Iterable<number>): void => {
    for (const client of clients) {
      const key = `${roomId}/${client}`
      if (!owners.has(key)) owners.set(key, device)
    }
  }

  const judge = (
    { workspaceId, roomId }: { readonly workspaceId: WorkspaceId; readonly roomId: RoomId },
    device: DeviceId,
    announced: ReadonlySet<number>,
    update: Uint8Array,
    refilling: boolean,
  ): RejectReason | null => {
    const facts = factsOf(update)
    if (facts === null) return 'update-unsound'
    if (!facts.flat) return 'shape-foreign'
    const named = [...facts.clients, ...facts.deletes].map(({ client }) => client)
    const known = knownClients(workspaceId, roomId, device, [...named, ...announced], announced)
    const checked = checkClientIds(facts, { announced, known, refilling })
    if (!checked.ok) return checked.error.type
    return quotaFull ? 'quota-exceeded' : null
  }

  const endJoin = (link: Link, joinId: number, close: CloseName | null): void => {
    link.joins.delete(joinId)
    pending = pending.filter(each => each.link !== link || each.joinId !== joinId)
    if (close !== null) {
      const { code } = closeCodes[close]
      tell(link, { type: 'closed', joinId, code, reason: '' })
    }
  }

  const answerStep1 = (link: Link, joinId: number, join: Join, stateVector: Uint8Array): void => {
    const doc = logOf(join.workspaceId).doc(join.roomId)
    const update = Y.encodeStateAsUpdate(doc, stateVector)
    if (!fitsFrame(update)) {
      tellFrame(link, joinId, { type: 'use-bulk' })
      return endJoin(link, joinId, null)
    }
    tellFrame(link, joinId, { type: 'sync-step2', update })
    tellFrame(link, joinId, { type: 'sync-step1', stateVector: Y.encodeStateVector(doc) })
  }

  const othersIn = (join: Join, not: Link): readonly (readonly [Link, number, Join])[] =>
    links.flatMap(link =>
      [...link.joins].flatMap(([joinId, other]): (readonly [Link, number, Join])[] =>
        link !== not && other.workspaceId === join.workspaceId ? [[link, joinId, other]] : [],
      ),
    )

  const perform = (link: Link, joinId: number, join: Join, effect: ServerJoinEffect): void => {
    switch (effect.type) {
      case 'store': {
        const reason = judge(join, link.device, join.announced, effect.update, false)
        if (reason === null) pending.push({ link, joinId, seq: effect.seq, update: effect.update })
        else step(link, joinId, { type: 'update-refused', seq: effect.seq, reason })
        return
      }
      case 'answer-step1':
        return answerStep1(link, joinId, join, effect.stateVector)
      case 'relay':
        for (const [other, otherId, { roomId }] of othersIn(join, link)) {
          if (roomId === join.roomId) tellFrame(other, otherId, effect.frame)
        }
        return
      case 'send':
        return tellFrame(link, joinId, effect.frame)
      case 'end':
        return endJoin(link, joinId, effect.close)
      default:
        return unreachable(effect)
    }
  }

  const step = (link: Link, joinId: number, event: ServerJoinEvent): void => {
    const join = link.joins.get(joinId)
    if (!join) return
    const [next, effects] = stepServerJoin(join.server, event)
    join.server = next
    for (const effect of effects) perform(link, joinId, join, effect)
  }

  const open = (link: Link, message: UpMessage & { readonly type: 'open' }): void => {
    const { joinId, workspaceId, roomId } = message
    const known = knownClients(
      workspaceId,
      roomId,
      link.device,
      message.clientIds,
      new Set(message.clientIds),
    )
    const announced = checkAnnounced(message.clientIds, known)
    if (!announced.ok) {
      tell(link, { type: 'closed', joinId, code: closeCodes.clientIdTaken.code, reason: '' })
      return
    }
    announce(roomId, link.device, message.clientIds)
    const room: Join = {
      workspaceId,
      roomId,
      announced: new Set(message.clientIds),
      server: initialServerJoin,
    }
    link.joins.set(joinId, room)
    tell(link, { type: 'opened', joinId, head: logOf(workspaceId).room(roomId)?.head ?? 0 })
  }

  const receive = (link: Link, message: UpMessage): void => {
    switch (message.type) {
      case 'hello':
        return tell(link, { type: 'welcome', version: wireVersion, epoch })
      case 'open':
        return open(link, message)
      case 'close':
        return endJoin(link, message.joinId, null)
      case 'ping':
        return tell(link, { type: 'pong', token: message.token })
      case 'room': {
        const frame = parseRoomFrame(message.frame)
        if (!frame.ok) throw new Error(`an honest client sent ${frame.error.type}`)
        return step(link, message.joinId, { type: 'frame-received', seq: message.seq, frame: frame.value })
      }
      default:
        return unreachable(message)
    }
  }

  const close = (link: Link, code: number, later: () => void = () => link.events.closed(code)): void => {
    if (link.closed) return
    link.closed = true
    links = links.filter(each => each !== link)
    pending = pending.filter(each => each.link !== link)
    later()
  }

  /** Tells who is in the room, and who is in another of the workspace. */
  const relay = (
    workspaceId: WorkspaceId,
    roomId: RoomId,
    update: Uint8Array,
    number: number,
    from: Link | null,
  ) => {
    for (const link of links) {
      for (const [joinId, join] of link.joins) {
        if (link === from || join.workspaceId !== workspaceId) continue
        if (join.roomId === roomId && fitsFrame(update)) {
          tellFrame(link, joinId, { type: 'sync-update', update }, number)
        } else if (![...link.joins.values()].some(other => other.roomId === roomId)) {
          tellFrame(link, joinId, { type: 'head-moved', head: number })
        }
      }
    }
  }

  const commit = (): boolean => {
    const committing = pending
    pending = []
    for (const { link, joinId, seq, update } of committing) {
      const join = must(link.joins.get(joinId), 'a join that is still there')
      const number = logOf(join.workspaceId).append(join.roomId, update)
      step(link, joinId, { type: 'updates-stored', settled: [{ seq, number }] })
      if (number > 0) relay(join.workspaceId, join.roomId, update, number, link)
    }
    return committing.length > 0
  }

  const push = (
    workspaceId: WorkspaceId,
    device: DeviceId,
    { roomId, clientIds, update, localNumber }: BulkUp & { readonly type: 'push' },
    refilling: boolean,
  ): BulkDown => {
    const known = knownClients(workspaceId, roomId, device, clientIds, new Set(clientIds))
    const announced = checkAnnounced(clientIds, known)
    if (!announced.ok) return { type: 'reject', localNumber, reason: announced.error.type }
    announce(roomId, device, clientIds)
    const reason = judge({ workspaceId, roomId }, device, new Set(clientIds), update, refilling)
    if (reason !== null) return { type: 'reject', localNumber, reason }
    const number = logOf(workspaceId).append(roomId, update)
    if (number > 0) relay(workspaceId, roomId, update, number, null)
    return { type: 'ack', localNumber, number }
  }

  const answer = (
    workspaceId: WorkspaceId,
    device: DeviceId,
    request: readonly BulkUp[],
    roomsInAnswer: number,
  ): readonly BulkDown[] => {
    const begin = request.find(item => item.type === 'begin')
    if (!begin) throw new Error('an honest client begins')
    const log = logOf(workspaceId)
    const isVoid = begin.epoch !== epoch || begin.cursor > log.state().head
    const [cursor, done] = isVoid ? [0, []] : [begin.cursor, begin.done]
    const { head, rooms } = log.state()
    const changed = [...rooms.values()]
      .filter(room => room.head > cursor && !isHeadDone(done, room.head))
      .toSorted((a, b) => b.head - a.head)
    const pushes = request.filter(item => item.type === 'push')
    const answers = pushes.map(item => push(workspaceId, device, item, isVoid && begin.epoch !== ''))
    const sent = changed.slice(0, roomsInAnswer)
    const items = sent.flatMap(({ roomId, head: roomHead }): BulkDown[] => {
      const room = must(log.room(roomId), 'a changed room')
      const { snapshot, rows } = room
      return [
        { type: 'room', roomId, head: roomHead },
        ...(snapshot !== null && snapshot.number > cursor
          ? [{ type: 'snapshot', number: snapshot.number, update: snapshot.bytes } as const]
          : []),
        ...rows
          .filter(row => row.number > cursor)
          .map(row => ({ type: 'update', number: row.number, update: row.bytes }) as const),
      ]
    })
    const more = sent.length < changed.length
    const end: BulkDown = { type: 'end', cursor: more ? cursor : head, more }
    return [{ type: 'begin', version: wireVersion, epoch, head }, ...answers, ...items, end]
  }

  async function* toPieces(items: readonly BulkDown[], faults: BulkFaults, signal: AbortSignal) {
    const pieces = items.map(encodeBulkDown)
    const until = faults.cutAfter(pieces.length)
    for (const [index, piece] of pieces.entries()) {
      await faults.pause()
      if (signal.aborted || index >= until) throw new Error('the connection broke')
      const half = Math.floor(faults.random.fraction() * piece.length)
      yield piece.subarray(0, half)
      yield piece.subarray(half)
    }
  }

  return {
    openSocket: (device, refuses) => events => {
      const link: Link = { device, up: [], down: [], events, opened: false, closed: false, joins: new Map() }
      if (refuses()) {
        link.closed = true
        void Promise.resolve().then(() => events.closed(1006))
      } else links.push(link)
      return {
        send: bytes => {
          if (!link.closed) link.up.push(bytes)
        },
        close: () => close(link, 1000, () => {}),
      }
    },
    exchangeOf: (device, faults) => workspaceId => ({
      maxRequestBytes: () => 4_096,
      post: async (request, signal) => {
        await faults.pause()
        if (faults.unreachable()) return err({ type: 'server-unreachable' })
        const decoder = createBulkDecoder<BulkUp>(bulkUp)
        const items: BulkUp[] = []
        for await (const piece of request) {
          const fed = decoder.feed(piece)
          items.push(...fed.items)
          if (fed.error) throw new Error(fed.error.type)
        }
        const answers = answer(workspaceId, device, items, faults.roomsInAnswer())
        return ok(toPieces(lies.bulk?.(answers) ?? answers, faults, signal))
      },
    }),
    links: () => links,
    deliverUp: link => {
      if (!link.opened) {
        link.opened = true
        link.events.opened()
        return true
      }
      const bytes = link.up.shift()
      if (bytes === undefined) return false
      const message = parseUp(bytes)
      if (!message.ok) throw new Error(`an honest client sent ${message.error.type}`)
      receive(link, message.value)
      return true
    },
    deliverDown: link => {
      const bytes = link.down.shift()
      if (bytes === undefined) return false
      link.events.received(bytes)
      return true
    },
    commit,
    cut: (link, code = 1006) => close(link, code),
    crash: () => {
      pending = []
      for (const link of links) close(link, 1006)
    },
    log: logOf,
    save: () => ({
      epoch,
      logs: new Map([...logs].map(([workspaceId, log]) => [workspaceId, log.state()])),
      owners: new Map(owners),
    }),
    restore: (saved, newEpoch) => {
      pending = []
      epoch = newEpoch
      for (const [workspaceId, log] of logs) {
        log.restore(saved.logs.get(workspaceId) ?? { head: 0, rooms: new Map() })
      }
      owners.clear()
      for (const [key, device] of saved.owners) owners.set(key, device)
      for (const link of links) close(link, closeCodes.serverRestored.code)
    },
    setQuotaFull: full => {
      quotaFull = full
    },
    tellLies: next => {
      lies = next
    },
    epoch: () => epoch,
  }
}
