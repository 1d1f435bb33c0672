/**
 * What a node says, as text on its way to the others: a line for each kind, words between spaces, frames in base 64. Text
 * because NOTIFY takes nothing else; a third more bytes is what a format of its own for Redis would save.
 */

import { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type { SessionId } from '../db/account-tables.ts'
import type { Said } from './hints.ts'

export const formatSaid = (said: Said): string => {
  switch (said.type) {
    case 'sessions-ended':
      return ['ended', ...said.sessionIds].join(' ')
    case 'joined':
    case 'listening':
      return `${said.type} ${said.workspaceId}`
    case 'frame': {
      const { room, frame } = said
      return `frame ${room.workspaceId} ${room.roomId} ${Buffer.from(frame).toString('base64')}`
    }
  }
}

/** Without what is not ours to understand: another version says more. */
export const parseSaid = (lines: readonly string[]): readonly Said[] =>
  lines.map(parseLine).filter(said => said !== undefined)

const parseLine = (line: string): Said | undefined => {
  const [type, ...words] = line.split(' ')
  switch (type) {
    case 'ended': {
      const sessionIds = words.filter(isSessionId)
      return sessionIds.length === words.length ? { type: 'sessions-ended', sessionIds } : undefined
    }
    case 'joined':
    case 'listening': {
      const [workspaceId, ...more] = words
      return isWorkspaceId(workspaceId) && more.length === 0 ? { type, workspaceId } : undefined
    }
    case 'frame': {
      const [workspaceId, roomId, text, ...more] = words.slice(0, 4)
      if (text === undefined || !isBase64.test(text) || more.length > 0) return undefined
      if (!isWorkspaceId(workspaceId) || !isRoomId(roomId)) return undefined
      return { type: 'frame', room: { workspaceId, roomId }, frame: Buffer.from(text, 'base64') }
    }
    default:
      return undefined
  }
}

const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const isSessionId = (word: string): word is SessionId => uuid.test(word)

const isWorkspaceId = (word: string | undefined): word is WorkspaceId => WorkspaceId.safeParse(word).success

const isRoomId = (word: string | undefined): word is RoomId => RoomId.safeParse(word).success
