/** What a file is, by its first bytes: never by its name, which anyone may have changed. */

export type FileShape = 'zip' | 'gzip' | 'json' | 'utf-16' | 'other' | 'empty'

/** As many bytes as `sniff` wants to see. */
export const sniffLength = 4096

export const sniff = (head: Uint8Array): FileShape => {
  const [a, b, c, d] = head
  if (a === undefined) return 'empty'
  // APPNOTE.TXT 4.3.7 and, for an archive without entries, 4.3.16.
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return 'zip'
  // RFC 1952, 2.3.1.
  if (a === 0x1f && b === 0x8b) return 'gzip'
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'utf-16'
  // JSON begins with an ASCII character (RFC 8259), so a zero byte beside it is half of a wider one.
  if ((a === 0 && b !== 0) || (a !== 0 && b === 0)) return 'utf-16'
  const start = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0
  const first = head.subarray(start).find(byte => byte > 0x20)
  return first === 0x5b || first === 0x7b ? 'json' : 'other'
}
