/**
 * The fields that requests and answers are made of. Each reads in both directions: a server decodes what a client
 * encoded, and the other way round. Each length is the longest that an honest end sends.
 */

import * as z from 'zod/mini'
import { AccountId, DeviceId, WorkspaceId } from '../../ids.ts'
import { base64UrlToBytes, bytesToBase64Url } from './base64-url.ts'
import { emailPattern, longestEmail, plainEmail, secretTextPattern } from './patterns.ts'

const idText = (kind: string) => z.string().check(z.regex(new RegExp(`^${kind}_[a-z2-7]{26}$`)))

export const accountId = /* @__PURE__ */ z.pipe(idText('acc'), AccountId)
export const deviceId = /* @__PURE__ */ z.pipe(idText('dev'), DeviceId)
export const workspaceId = /* @__PURE__ */ z.pipe(idText('wsp'), WorkspaceId)

const byteArray = /* @__PURE__ */ z.custom<Uint8Array<ArrayBuffer>>(value => value instanceof Uint8Array)

/** Base 64 for URLs without padding, of this many bytes. */
export const bytes = (from: number, to = from) =>
  z.codec(
    z.string().check(
      z.regex(/^[A-Za-z0-9_-]*$/),
      z.minLength(Math.ceil((from * 4) / 3)),
      z.maxLength(Math.ceil((to * 4) / 3)),
      z.refine(text => base64UrlToBytes(text) !== null),
    ),
    byteArray,
    { decode: text => base64UrlToBytes(text) ?? new Uint8Array(), encode: bytesToBase64Url },
  )

/** Milliseconds since the epoch. */
export const instant = /* @__PURE__ */ z.int().check(z.gte(0))

export const generation = /* @__PURE__ */ z.int().check(z.gte(1), z.lte(1_000_000))
export const sequence = /* @__PURE__ */ z.int().check(z.gte(1), z.lte(1_000_000_000))
export const epoch = /* @__PURE__ */ z.int().check(z.gte(0), z.lte(1_000_000))

/** Proof of a password or of a phrase: 256 bits. */
export const proof = /* @__PURE__ */ bytes(32)
/** A secret that the server hands out and knows again: 256 bits that nobody looks into. */
export const secretText = /* @__PURE__ */ z.string().check(z.regex(secretTextPattern))

/** A sealed key: an envelope is 45 bytes around it, and the longest is the half of an identity. */
export const wrapped = /* @__PURE__ */ bytes(45, 512)

export const publicKey = /* @__PURE__ */ bytes(65)
export const signature = /* @__PURE__ */ bytes(64)

/** A name of 60 characters, sealed. */
export const sealedName = /* @__PURE__ */ bytes(0, 512)

const address = /* @__PURE__ */ z.string().check(z.regex(emailPattern))
export const email = /* @__PURE__ */ z.codec(z.string().check(z.maxLength(longestEmail)), address, {
  decode: plainEmail,
  encode: plainEmail,
})

/** For lists: what comes after this id, and what to ask for the next page with; null on the last. */
export const pageAfter = <Id extends z.ZodMiniType>(id: Id) => z.strictObject({ after: z.optional(id) })
export const nextPage = /* @__PURE__ */ z.nullable(z.string())
