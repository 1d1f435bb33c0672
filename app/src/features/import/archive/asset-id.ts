/**
 * The id in a pointer of ChatGPT (`file-service://file-AbC`, `sediment://file_00…`, with a page behind `#`), and in the
 * name of the file in its archive (`file-AbC-photo.png`, `user-x/file_00…-sanitized.png`). Where a file lies says
 * nothing; the id in its name does. Files of Weft's own archives are named by their ids and nothing else.
 */

const idPattern = /file[-_][A-Za-z0-9]+/g

export const assetId = (pointer: unknown): string | undefined =>
  typeof pointer === 'string' ? pointer.match(idPattern)?.at(-1) : undefined

/** Of an entry's last name: `file-AbC-report-file-2.pdf` is of `file-AbC`. */
export const assetIdOfName = (name: string): string | undefined => {
  const last = lastName(name)
  if (/^att_\w+$/.test(last)) return last
  const id = last.match(idPattern)?.[0]
  return id !== undefined && last.startsWith(id) ? id : undefined
}

export const lastName = (name: string): string =>
  name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)

/** The name a person gave it: what follows the id. */
export const givenName = (name: string): string => {
  const last = lastName(name)
  const id = assetIdOfName(name)
  return id !== undefined && last.startsWith(`${id}-`) && last.length > id.length + 1
    ? last.slice(id.length + 1)
    : last
}
