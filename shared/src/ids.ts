/**
 * Branded ids. The kind stands in the text (`thr_…`), so that a log line or a wrong argument shows itself;
 * the rest is 128 random bits in lower-case base 32 (26 characters), safe in an URL and in a file name.
 */

import * as z from 'zod/mini'
import type { Random } from './env.ts'

declare const brand: unique symbol
export type Brand<T, Name extends string> = T & { readonly [brand]: { readonly [name in Name]: true } }

export type AccountId = Brand<string, 'AccountId'>
/** One attempt at changing the account key. */
export type RotationId = Brand<string, 'RotationId'>
export type WorkspaceId = Brand<string, 'WorkspaceId'>
export type RoomId = Brand<string, 'RoomId'>
/** A thread is a room of its own; its id is the room's id. */
export type ThreadId = Brand<RoomId, 'ThreadId'>
export type MessageId = Brand<string, 'MessageId'>
export type FolderId = Brand<string, 'FolderId'>
export type ProviderId = Brand<string, 'ProviderId'>
export type AttachmentId = Brand<string, 'AttachmentId'>
export type DeviceId = Brand<string, 'DeviceId'>
/** The database makes these, as UUIDs. */
export type InvitationId = Brand<string, 'InvitationId'>
/** The part of a register's key that only one device writes: 40 random bits, 8 characters, no prefix. */
export type Slot = Brand<string, 'Slot'>

interface IdByKind {
  readonly acc: AccountId
  readonly rot: RotationId
  readonly wsp: WorkspaceId
  readonly thr: ThreadId
  readonly wdc: RoomId
  readonly msg: MessageId
  readonly fld: FolderId
  readonly prv: ProviderId
  readonly att: AttachmentId
  readonly dev: DeviceId
}

export type IdKind = keyof IdByKind

export const base32Alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** RFC 4648 base 32 without padding, lower case. */
export const bytesToBase32 = (bytes: Uint8Array): string => {
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += base32Alphabet[(buffer >>> bits) & 31]
      buffer &= (1 << bits) - 1
    }
  }
  return bits > 0 ? text + base32Alphabet[(buffer << (5 - bits)) & 31] : text
}

export const createId = <Kind extends IdKind>(random: Random, kind: Kind): IdByKind[Kind] =>
  // The one place where a text becomes an id of its kind.
  `${kind}_${bytesToBase32(random.bytes(16))}` as IdByKind[Kind] & string

export const createSlot = (random: Random): Slot => bytesToBase32(random.bytes(5)) as Slot

const idSchema = <Kind extends IdKind>(kind: Kind) =>
  z.custom<IdByKind[Kind]>(
    value => typeof value === 'string' && new RegExp(`^${kind}_[a-z2-7]{26}$`).test(value),
    {
      error: `not an id of kind ${kind}`,
    },
  )

// Marked pure: a page that only makes ids must not carry the schema library.
export const AccountId = /* @__PURE__ */ idSchema('acc')
export const WorkspaceId = /* @__PURE__ */ idSchema('wsp')
export const ThreadId = /* @__PURE__ */ idSchema('thr')
export const WorkspaceRoomId = /* @__PURE__ */ idSchema('wdc')
export const RoomId = /* @__PURE__ */ z.union([ThreadId, WorkspaceRoomId])
export const MessageId = /* @__PURE__ */ idSchema('msg')
export const FolderId = /* @__PURE__ */ idSchema('fld')
export const ProviderId = /* @__PURE__ */ idSchema('prv')
/** Stands for a provider where a model on the device answers: the same on every device, each having its own models. */
export const thisDeviceId = 'prv_thisdevicethisdevicethisde' as ProviderId
export const AttachmentId = /* @__PURE__ */ idSchema('att')
export const DeviceId = /* @__PURE__ */ idSchema('dev')
export const Slot = /* @__PURE__ */ z.custom<Slot>(
  value => typeof value === 'string' && /^[a-z2-7]{8}$/.test(value),
)
