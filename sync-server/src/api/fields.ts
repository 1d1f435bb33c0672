/** The fields that requests and answers are made of. Each length is the longest that an honest client sends. */

import { AccountId, DeviceId, WorkspaceId } from '@weft/shared/ids.ts'
import * as z from 'zod'
import type { InvitationId } from '../db/account-tables.ts'

const idText = (kind: string) => z.string().regex(new RegExp(`^${kind}_[a-z2-7]{26}$`))

export const accountId = idText('acc').pipe(AccountId)
export const deviceId = idText('dev').pipe(DeviceId)
export const workspaceId = idText('wsp').pipe(WorkspaceId)
export const invitationId = z.uuid().pipe(z.custom<InvitationId>())

const base64Url = (from: number, to: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]*$/)
    .min(Math.ceil((from * 4) / 3))
    .max(Math.ceil((to * 4) / 3))

/** Base 64 for URLs without padding, of this many bytes. */
export const bytes = (from: number, to = from) =>
  base64Url(from, to)
    .transform(text => Buffer.from(text, 'base64url'))
    // Two texts may say the same bytes; only one of them is taken.
    .refine(value => value.length >= from && value.length <= to)

export const bytesOut = z.string().regex(/^[A-Za-z0-9_-]*$/)

export const toText = (value: Uint8Array): string => Buffer.from(value).toString('base64url')

/** Milliseconds since the epoch. */
export const instant = z.int().min(0)

export const generation = z.int().min(1).max(1_000_000)
export const sequence = z.int().min(1).max(1_000_000_000)
export const epoch = z.int().min(0).max(1_000_000)

/** Proof of a password or of a phrase, or a ticket: 256 bits. */
export const proof = bytes(32)
export const secretText = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** A sealed key: an envelope is 45 bytes around it, and the longest is the half of an identity. */
export const wrapped = bytes(45, 512)

export const publicKey = bytes(65)
export const signature = bytes(64)

/** A name of 60 characters, sealed. */
export const sealedName = bytes(0, 512)

/** As addresses are compared: without space around them and in lower case. */
export const email = z
  .string()
  .max(254)
  .transform(text => text.normalize('NFC').trim().toLowerCase())
  .refine(text => /^[^\s@]+@[^\s@]+$/.test(text))

export const pageSize = 100
/** For lists: what comes after this id. */
export const pageAfter = <Id extends z.ZodType>(id: Id) => z.strictObject({ after: id.optional() })
