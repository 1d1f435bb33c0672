/** How files of messages that come from elsewhere are stored, and what that needs to know of them. */

import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { ImportedFile } from './imported-thread.ts'

/** Null when its bytes cannot be had, which is told in the report. */
export type StoreFile = (file: ImportedFile) => Promise<AttachmentPart | null>
