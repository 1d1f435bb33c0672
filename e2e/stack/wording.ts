/** What a table of wordings is made of. */

export type VendorErrorKind =
  | 'key-refused'
  | 'no-credit'
  | 'forbidden'
  | 'region'
  | 'model-unknown'
  | 'timed-out'
  | 'conflict'
  | 'too-large'
  | 'rate-limited'
  | 'quota'
  | 'context-overflow'
  | 'invalid'
  | 'server'
  | 'unavailable'
  | 'overloaded'

/** A refusal as a vendor words it. */
export interface WordedError {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Wording = Partial<Record<VendorErrorKind, WordedError>>

/** OpenAI's shape, which many compatible servers share. */
export const openaiError = (
  status: number,
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): WordedError => ({ status, body: { error: { message, type, param, code } } })
