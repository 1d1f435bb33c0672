/**
 * The real core of the server in one process with its clients, on a clock that only moves when told to: one node or
 * two over one database, which are killed, restored and lied with by whoever runs the simulation. What a device sees of it
 * is a socket and an exchange.
 */

import type { Clock, Random } from '@weft/shared/env.ts'
import type { DeviceId, WorkspaceId } from '@weft/shared/ids.ts'
import type { BulkDown } from '@weft/shared/protocol/bulk.ts'
import { type DownMessage, encodeDown, parseDown } from '@weft/shared/protocol/multiplex.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import { must } from '@weft/shared/assert.ts'
import { createMemoryHints } from '../../rooms/memory-hints.ts'
import type { MemoryWorkspaces } from '../../rooms/memory-room-log.ts'
import type { RoomLog, RoomRef } from '../../rooms/room-log.ts'
import type { SyncLimits } from '../../sync/sync-limits.ts'
import { type CommitFate, createSimulatedDatabase } from './simulated-database.ts'
import { createLink, type Link, type SocketEvents } from './simulated-link.ts'
import { createSimulatedNode, type SimulatedNode } from './simulated-node.ts'
import { type RoomOnServer, toRoomOnServer } from './room-on-server.ts'

/** What a server may do that it should not; an honest one does none of it. */
export interface Lies {
  readonly down?: (message: DownMessage) => readonly DownMessage[]
  readonly bulk?: (items: readonly BulkDown[]) => readonly BulkDown[]
}

/** What happens to the exchanges of a device. */
export interface ExchangeFaults {
  /** Nothing of the request arrives. */
  readonly unreachable: () => boolean
  /** The request breaks off behind so many of its bytes. */
  readonly requestCutAfter: (bytes: number) => number
  /** The answer breaks off behind so many bytes. */
  readonly answerCutAfter: () => number
  /** The bounds of the server, by which an answer says `more`. */
  readonly limits: () => Partial<SyncLimits>
  readonly pause: () => Promise<void>
}

export interface SimulatedExchange {
  readonly maxRequestBytes: () => number
  readonly post: (
    request: AsyncIterable<Uint8Array<ArrayBuffer>>,
    signal: AbortSignal,
  ) => Promise<Result<AsyncIterable<Uint8Array>, TaggedError<'server-unreachable'>>>
}

export interface SimulatedServer {
  readonly openSocket: (
    device: DeviceId,
    refuses: () => boolean,
  ) => (events: SocketEvents) => Pick<Link, 'send' | 'close'>
  readonly exchangeOf: (
    device: DeviceId,
    faults: ExchangeFaults,
  ) => (workspaceId: WorkspaceId) => SimulatedExchange
  readonly links: () => readonly Link[]
  readonly commit: (fate?: CommitFate) => boolean
  /** Every node ends at once, with all that it has not committed, and comes back. */
  readonly crash: () => void
  readonly compact: (room: RoomRef) => void
  /** By the newest first. */
  readonly rooms: (workspaceId: WorkspaceId) => readonly RoomOnServer[]
  readonly room: (room: RoomRef) => RoomOnServer
  readonly head: (workspaceId: WorkspaceId) => number
  readonly save: () => Saved
  /** Goes back to what was saved; with another epoch, if somebody has marked it so. */
  readonly restore: (saved: Saved, epoch: string) => void
  readonly tellLies: (lies: Lies) => void
  /** What a workspace may hold from now on, in bytes; null for any number. */
  readonly setQuota: (bytes: number | null) => void
  readonly epoch: () => string
  /** Sockets and rooms that some node holds for somebody. */
  readonly held: () => number
}

export type Saved = MemoryWorkspaces

interface Options {
  readonly clock: Clock
  readonly random: Random
  readonly workspaces: readonly WorkspaceId[]
  readonly nodes?: number
  /** Appends wait for `commit`, and for each other; without it the clock need not move. */
  readonly holdsCommits?: boolean
  /** A hint from one node to another gets lost. */
  readonly losesHint?: () => boolean
  /** Between the nodes and the database: what a test breaks. */
  readonly through?: (log: RoomLog) => RoomLog
}

export const createSimulatedServer = ({
  clock,
  random,
  workspaces,
  nodes: nodeCount = 1,
  holdsCommits = false,
  losesHint = () => false,
  through = same => same,
}: Options): SimulatedServer => {
  const database = createSimulatedDatabase({ random, holdsCommits })
  for (const id of workspaces)
    database.workspaces().set(id, { headSeq: 0, reserveUsed: 0, rooms: new Map(), clientIds: new Map() })
  let epoch = 'epoch-1'
  let lies: Lies = {}
  let quota: number | null = null
  let links: Link[] = []
  let nodes: readonly SimulatedNode[] = []

  const boot = (): void => {
    const hints = createMemoryHints()
    nodes = Array.from({ length: nodeCount }, () => {
      const { announce, say, subscribe } = hints.node()
      return createSimulatedNode({
        connect: isAlive => through(database.connect(isAlive)),
        hints: {
          announce,
          say,
          subscribe: listener => subscribe(hint => void (losesHint() || listener(hint))),
        },
        epoch,
        clock,
        random,
        paced: holdsCommits,
        quota: () => (quota === null ? undefined : { bytes: quota, reserve: 0 }),
      })
    })
  }
  boot()

  const kill = (): void => {
    for (const node of nodes) node.kill()
    for (const link of links) link.cut()
  }

  const anyNode = (): SimulatedNode =>
    must(nodes[Math.floor(random.fraction() * nodes.length)], 'a node that runs')

  const lie = (bytes: Uint8Array): readonly Uint8Array[] => {
    if (lies.down === undefined) return [bytes]
    const message = parseDown(bytes)
    return message.ok ? lies.down(message.value).map(encodeDown) : [bytes]
  }

  const stored = ({ workspaceId, roomId }: RoomRef) =>
    database.workspaces().get(workspaceId)?.rooms.get(roomId)

  return {
    openSocket: (device, refuses) => events => {
      if (refuses()) {
        void Promise.resolve().then(() => events.closed(1006))
        return { send: () => undefined, close: () => undefined }
      }
      const link = createLink({
        device,
        events,
        accept: socket => anyNode().accept(device, socket),
        through: lie,
        onEnd: () => {
          links = links.filter(each => each !== link)
        },
      })
      links.push(link)
      return link
    },
    exchangeOf: (device, faults) => workspaceId => ({
      maxRequestBytes: () => 4_096,
      post: async (request, signal) => {
        await faults.pause()
        if (faults.unreachable()) return err({ type: 'server-unreachable' })
        const pieces: Uint8Array[] = []
        for await (const piece of request) pieces.push(piece)
        const gone = new AbortController()
        const response = anyNode().exchange(
          { device, workspaceId, limits: faults.limits(), lie: lies.bulk },
          sendBody(pieces, faults),
          gone.signal,
        )
        signal.addEventListener('abort', () => gone.abort(), { once: true })
        return ok(readAnswer(response.read, faults, random, gone))
      },
    }),
    links: () => links,
    commit: database.commit,
    crash: () => {
      kill()
      boot()
    },
    compact: room => anyNode().compact(room),
    rooms: workspaceId =>
      [...(database.workspaces().get(workspaceId)?.rooms ?? [])].map(([roomId, room]) =>
        toRoomOnServer(roomId, room),
      ),
    room: room => toRoomOnServer(room.roomId, stored(room)),
    head: workspaceId => database.workspaces().get(workspaceId)?.headSeq ?? 0,
    save: database.save,
    restore: (saved, newEpoch) => {
      kill()
      epoch = newEpoch
      database.restore(saved)
      boot()
    },
    tellLies: next => {
      lies = next
    },
    setQuota: bytes => {
      quota = bytes
    },
    epoch: () => epoch,
    held: () => {
      const rooms = [...database.workspaces()].flatMap(([workspaceId, workspace]) =>
        [...workspace.rooms.keys()].map(roomId => ({ workspaceId, roomId })),
      )
      return nodes.reduce((sum, node) => sum + node.held(rooms), 0)
    },
  }
}

async function* sendBody(
  pieces: readonly Uint8Array[],
  { pause, requestCutAfter }: ExchangeFaults,
): AsyncGenerator<Uint8Array, void> {
  let left = requestCutAfter(pieces.reduce((sum, { length }) => sum + length, 0))
  for (const piece of pieces) {
    await pause()
    if (piece.length > left) {
      if (left > 0) yield piece.subarray(0, left)
      throw new Error('the request broke off')
    }
    left -= piece.length
    yield piece
  }
}

async function* readAnswer(
  read: () => Promise<Uint8Array | null>,
  { pause, answerCutAfter }: ExchangeFaults,
  random: Random,
  gone: AbortController,
): AsyncGenerator<Uint8Array, void> {
  let left = answerCutAfter()
  try {
    for (;;) {
      await pause()
      const piece = await read()
      if (piece === null) return
      if (piece.length > left) {
        yield piece.subarray(0, left)
        throw new Error('the answer broke off')
      }
      left -= piece.length
      const half = Math.floor(random.fraction() * piece.length)
      yield piece.subarray(0, half)
      yield piece.subarray(half)
    }
  } finally {
    gone.abort()
  }
}
