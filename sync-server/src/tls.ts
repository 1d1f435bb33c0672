/** Reads the two PEM files and tries them together, so that a wrong pair is told at the start and not at the first visit. */

import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { err, ok, type Result, tryAsync } from '@weft/shared/result.ts'
import type { TlsFiles } from './config.ts'
import type { TlsPair } from './context.ts'

export type TlsError =
  | { readonly type: 'tls-unreadable'; readonly path: string; readonly cause: string }
  | { readonly type: 'tls-invalid'; readonly cause: string }

const readPem = (path: string): Promise<Result<string, TlsError>> =>
  tryAsync(
    () => readFile(path, 'utf8'),
    cause => ({ type: 'tls-unreadable', path, cause: String(cause) }),
  )

export const readTls = async (files: TlsFiles): Promise<Result<TlsPair, TlsError>> => {
  const certificate = await readPem(files.certificate)
  if (!certificate.ok) return certificate
  const key = await readPem(files.key)
  if (!key.ok) return key
  try {
    createSecureContext({ cert: certificate.value, key: key.value })
  } catch (cause) {
    return err({ type: 'tls-invalid', cause: String(cause) })
  }
  return ok({ certificate: certificate.value, key: key.value })
}
