/**
 * Which of the files that came together are attachments of an export of Weft (`docs/export-format.md`). A person may have
 * attached JSON, also another export: it is a file of its message and is never read as one of ours.
 */

import { assetIdOfName } from './asset-id.ts'

/** What Weft writes first; tools that lay JSON out anew keep the order. */
const beginning = /^\s*\{\s*"format"\s*:\s*"weft"/

/** `head`: the first bytes of a JSON text, some forty of them at least. */
export const isWeftExport = (head: Uint8Array): boolean =>
  beginning.test(new TextDecoder().decode(head.subarray(0, 200)))

const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1)

/** `exports`: names of entries that begin like an export. One that lies among attachments is an attachment. */
export const attachmentOfWeft = (exports: readonly string[]): ((name: string) => boolean) => {
  const folders = exports.map(name => `${folderOf(name)}attachments/`)
  return name => folders.some(folder => name.startsWith(folder))
}

/** Of files that were unpacked and dropped together: folders are gone, names are left. */
export const isNamedAsAttachment = (name: string): boolean => assetIdOfName(name)?.startsWith('att_') === true
