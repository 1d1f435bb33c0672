/** What the engine and the page, in which the browser's own model is, say to each other over their port. */

import * as z from 'zod/mini'
import { call, callReportSchemas } from '../../providers/call-messages.ts'
import type { CallReport } from '../../providers/call-port.ts'
import type { ModelRequest } from '../../providers/language-model.ts'
import { DownloadError } from '../download/download-error.ts'
import type { Availability } from './prompt-api.ts'

export type BrowserCall =
  | { readonly type: 'look'; readonly call: number }
  /** Has the browser download its model. It wants a click for that, a moment ago at most. */
  | { readonly type: 'bring'; readonly call: number }
  | {
      readonly type: 'stream'
      readonly call: number
      readonly request: ModelRequest
      readonly seesPictures: boolean
    }
  | { readonly type: 'headline'; readonly call: number; readonly text: string }

export interface Found {
  readonly availability: Availability
  readonly seesPictures: boolean
  readonly browserName: string
}

export type Brought =
  | { readonly type: 'here'; readonly contextWindow?: number }
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly error: DownloadError }

export type BrowserAnswer =
  | { readonly type: 'found'; readonly call: number; readonly found: Found }
  /** From 0 to 1. */
  | { readonly type: 'progress'; readonly call: number; readonly loaded: number }
  | { readonly type: 'brought'; readonly call: number; readonly brought: Brought }
  | { readonly type: 'window'; readonly call: number; readonly tokens: number }
  /** Null where there is none. */
  | { readonly type: 'headline'; readonly call: number; readonly headline: string | null }

const FromPage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('found'),
    call,
    found: z.object({
      availability: z.enum(['unavailable', 'downloadable', 'downloading', 'available']),
      seesPictures: z.boolean(),
      browserName: z.string(),
    }),
  }),
  z.object({ type: z.literal('progress'), call, loaded: z.number() }),
  z.object({
    type: z.literal('brought'),
    call,
    brought: z.discriminatedUnion('type', [
      z.object({ type: z.literal('here'), contextWindow: z.exactOptional(z.number()) }),
      z.object({ type: z.literal('stopped') }),
      z.object({ type: z.literal('failed'), error: DownloadError }),
    ]),
  }),
  z.object({ type: z.literal('window'), call, tokens: z.number() }),
  z.object({ type: z.literal('headline'), call, headline: z.nullable(z.string()) }),
  ...callReportSchemas,
])

/** @throws when the page says something that it never says: the two are of different builds. */
export const parseFromPage = (data: unknown): BrowserAnswer | CallReport => z.parse(FromPage, data)
