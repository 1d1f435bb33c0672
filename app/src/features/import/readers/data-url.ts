/** Files that lie in the export itself as `data:` addresses (RFC 2397), and those that lie on a server. */

import type { ImportedPart } from '../../transfer/imported-thread.ts'

export const fileOfAddress = (address: string, name: string | undefined): ImportedPart => {
  const embedded = parseDataUrl(address)
  if (embedded)
    return {
      type: 'file',
      name: name ?? `file.${embedded.mediaType.split('/')[1]?.replace(/\W.*$/, '') ?? 'bin'}`,
      mediaType: embedded.mediaType,
      content: { type: 'bytes', bytes: embedded.bytes },
    }
  // Nothing is fetched for an import. Where it lay stays, for a person to open.
  if (/^https?:\/\//i.test(address)) return { type: 'source', title: name ?? address, url: address }
  return { type: 'file', name: name ?? 'file', content: { type: 'missing' } }
}

const parseDataUrl = (
  address: string,
): { readonly mediaType: string; readonly bytes: Uint8Array } | undefined => {
  if (!address.startsWith('data:')) return undefined
  const comma = address.indexOf(',')
  const head = address.slice(5, Math.min(comma, 200))
  if (comma === -1 || !head.endsWith(';base64')) return undefined
  const [mediaType = ''] = head.split(';')
  const text = address.slice(comma + 1)
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) return undefined
  try {
    return { mediaType: mediaType || 'application/octet-stream', bytes: bytesOf(atob(text)) }
  } catch {
    // Of a length that base64 does not have: cut.
    return undefined
  }
}

const bytesOf = (binary: string): Uint8Array => {
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
  return bytes
}
