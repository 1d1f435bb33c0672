/** Everything the server will ever write is below one directory; it must be writable before anybody is served. */

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Result, tryAsync } from '@weft/shared/result.ts'

export interface DataDirError {
  readonly type: 'data-dir-not-writable'
  readonly directory: string
  readonly cause: string
}

/** Writes and removes a file: permission bits alone say nothing on a read-only or full disk. */
export const prepareDataDir = (directory: string): Promise<Result<void, DataDirError>> =>
  tryAsync(
    async () => {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const probe = join(directory, `.writable-${process.pid}`)
      await writeFile(probe, '')
      await rm(probe)
    },
    cause => ({ type: 'data-dir-not-writable', directory, cause: String(cause) }),
  )
