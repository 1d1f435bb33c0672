/** Somebody on a whole server, and what their devices do on sockets. */

import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import * as Y from 'yjs'
import type { RoomRef } from '../rooms/room-log.ts'
import { connectDevice, type DeviceSocket } from './device-socket.ts'
import type { LiveServer } from './live-server.ts'
import { addDeviceBody, join, makeDevice, type Member, text, workspaceBody } from './person.ts'

export const newRoom = ({ workspaceId }: Pick<Member, 'workspaceId'>): RoomRef => ({
  workspaceId,
  roomId: createId(systemRandom, 'thr'),
})

/** With a workspace. */
export const newMember = async (server: LiveServer): Promise<Member> => {
  const member = await join(server.browser(), 'ada@example.org')
  await member.browser.done('attach-workspace', {
    params: { workspaceId: member.workspaceId },
    body: await workspaceBody(member),
  })
  return member
}

/** A second device, signed in; `after`: the member as it is with it. */
export const newDevice = async (server: LiveServer, member: Member) => {
  const device = await makeDevice()
  const browser = server.browser()
  await browser.done('sign-in', { body: { email: member.email, authKey: text(member.authKey) } })
  const added = await addDeviceBody(member, device)
  await browser.done('add-device', { body: added.body })
  return { device, browser, after: added.after }
}

/** On any node: a ticket is good for all of them. */
export const connect = async (
  server: Pick<LiveServer, 'port'>,
  { browser }: Pick<Member, 'browser'>,
): Promise<DeviceSocket> => {
  const { ticket } = await browser.done('create-socket-ticket')
  const device = await connectDevice(server.port, String(ticket))
  await device.hear(message => (message.type === 'welcome' ? message.epoch : undefined))
  return device
}

/** A document that tells a join of everything it writes. */
export const writer = (device: DeviceSocket, joinId: number): Y.Doc => {
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') device.sayFrame(joinId, { type: 'sync-update', update })
  })
  return doc
}

export const set = (doc: Y.Doc, key: string, size = 8): void => {
  doc.getMap('m').set(key, new Uint8Array(size).fill(7))
}
