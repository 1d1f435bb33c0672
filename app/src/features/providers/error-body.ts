/**
 * What a provider says when it says no. Each has its own shape; all of them are read here, from the body of an
 * HTTP error and from an event inside a stream alike.
 */

import * as z from 'zod/mini'
import { looseList, loosely, looseNumber, looseText } from './loose.ts'
import { parseJson } from './parse-json.ts'

export interface ErrorBody {
  readonly message: string
  /** Every tag the vendor gave (type, code, status, reason), in lower case, joined by spaces. */
  readonly tags: string
  /** The HTTP status it names, where it names one. */
  readonly status?: number
  /** Milliseconds it asks us to wait. */
  readonly retryAfter?: number
}

const Validation = loosely({ msg: looseText, loc: z.catch(z.array(z.union([z.string(), z.number()])), []) })

const Message = z.union([z.string(), z.looseObject({ detail: looseList(Validation) })])

const Detail = loosely({
  reason: looseText,
  retryDelay: looseText,
  error_code: looseText,
})

const fields = {
  message: z.catch(z.optional(Message), undefined),
  type: looseText,
  code: z.catch(z.optional(z.union([z.string(), z.number()])), undefined),
  status: z.catch(z.optional(z.union([z.string(), z.number()])), undefined),
  details: z.catch(z.optional(z.union([z.array(Detail), Detail])), undefined),
  error_code: looseText,
}

const Inner = z.union([z.string(), z.looseObject(fields)])

const Body = z.looseObject({
  ...fields,
  error: z.catch(z.optional(Inner), undefined),
  errors: z.catch(z.optional(z.array(Inner)), undefined),
  detail: z.catch(z.optional(z.union([z.string(), z.array(Validation)])), undefined),
  object: looseText,
  raw_status_code: looseNumber,
})

type Body = z.infer<typeof Body>
type Inner = z.infer<typeof Inner>

/** Reads an error's body, whatever it is: JSON of any vendor, a web page, plain text. */
export const readErrorBody = (text: string): ErrorBody => {
  const value = parseJson(text)
  return (value === undefined ? undefined : valueToErrorBody(value)) ?? { message: textOf(text), tags: '' }
}

/** The error a parsed value carries; undefined when it carries none. */
export const valueToErrorBody = (value: unknown): ErrorBody | undefined => {
  // Gemini's compatible endpoint wraps its errors in a list.
  const first: unknown = Array.isArray(value) ? value[0] : value
  const parsed = z.safeParse(Body, first)
  if (!parsed.success) return typeof first === 'string' ? { message: first, tags: '' } : undefined
  return bodyToErrorBody(parsed.data)
}

const bodyToErrorBody = (body: Body): ErrorBody | undefined => {
  const inner = body.error ?? body.errors?.[0]
  if (inner !== undefined) return innerToErrorBody(inner, body.raw_status_code)
  if (typeof body.detail === 'string') return { message: body.detail, tags: '' }
  if (body.detail !== undefined) return { message: validationText(body.detail), tags: 'validation' }
  const isFlat =
    body.object === 'error' ||
    body.type === 'error' ||
    (body.message !== undefined && body.code !== undefined)
  return isFlat ? innerToErrorBody(body, body.raw_status_code) : undefined
}

const innerToErrorBody = (inner: Inner, rawStatus: number | undefined): ErrorBody => {
  if (typeof inner === 'string') return { message: inner, tags: '' }
  const details = inner.details === undefined ? [] : [inner.details].flat()
  const status = rawStatus ?? [inner.code, inner.status].map(httpStatus).find(code => code !== undefined)
  const retryAfter = details
    .map(detail => durationToMilliseconds(detail?.retryDelay))
    .find(delay => delay !== undefined)
  const tags = [
    inner.type,
    inner.code,
    inner.status,
    inner.error_code,
    ...details.flatMap(detail => [detail?.reason, detail?.error_code]),
  ]
  return {
    message: messageText(inner.message),
    tags: tags
      .filter(tag => typeof tag === 'string')
      .join(' ')
      .toLowerCase(),
    ...(status === undefined ? {} : { status }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
}

const messageText = (message: z.infer<typeof Message> | undefined): string => {
  if (message === undefined) return ''
  return typeof message === 'string' ? message : validationText(message.detail)
}

const validationText = (problems: readonly z.infer<typeof Validation>[]): string =>
  problems.map(problem => [problem?.loc.join('.'), problem?.msg].filter(Boolean).join(': ')).join('\n')

const httpStatus = (code: string | number | undefined): number | undefined => {
  const status = Number(code)
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined
}

/** `34s`, `1.5s`, `250ms`, `2m3.5s` in milliseconds. */
export const durationToMilliseconds = (text: string | undefined): number | undefined => {
  const match = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)(ms|s))?$/.exec(text ?? '')
  if (!match || match[0] === '') return undefined
  const [, hours = 0, minutes = 0, amount = 0, unit] = match
  return Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(amount) * (unit === 'ms' ? 1 : 1_000)
}

/** A page as words: its title, or its text without tags. */
const textOf = (text: string): string => {
  if (!isMarkup(text)) return text.trim()
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1]?.trim()
  if (title) return title
  return text
    .replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Whether a body is a web page or the like. */
export const isMarkup = (text: string): boolean =>
  /^\s*<(?:!doctype|html|\?xml|head|body)/i.test(text.slice(0, 500))
