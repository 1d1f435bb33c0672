/** The one range of bytes that a download asks for. */

/** Both ends belong to it, as in the header. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** `undefined` when the header asks for nothing this understands, and so for everything. */
export const parseRange = (
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  const [, from = '', to = ''] = match ?? []
  if (from === '' && to === '') return undefined
  // Without a beginning it is that many of the last ones.
  const range =
    from === ''
      ? { from: Math.max(0, size - Number(to)), to: size - 1 }
      : { from: Number(from), to: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
  return range.from > range.to ? 'unsatisfiable' : range
}
