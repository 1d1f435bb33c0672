/** How ChatGPT's export names the files beside it: the asset's id, then the name it had. */

import type { AttachmentId } from '@weft/shared/ids.ts'

export const assetId = (attachmentId: AttachmentId): string => `file-${attachmentId.replace(/^att_/, '')}`
