/** What the frames of one direction of a WebSocket carry, one after the other, unmasked (RFC 6455, section 5.2). */

const endOfHead = Buffer.from('\r\n\r\n')

/** The answer to the upgrade, where the bytes begin with it, is left as it is, and so is a frame that was cut. */
export const framePayloads = (bytes: Buffer): Buffer => {
  const payloads: Buffer[] = []
  let at =
    bytes.subarray(0, 5).toString('latin1') === 'HTTP/' ? bytes.indexOf(endOfHead) + endOfHead.length : 0
  payloads.push(bytes.subarray(0, at))
  while (at + 2 <= bytes.length) {
    const second = bytes.readUInt8(at + 1)
    const masked = (second & 0x80) !== 0
    const { length, extra } = readLength(bytes, at, second & 0x7f)
    const maskAt = at + 2 + extra
    const begin = maskAt + (masked ? 4 : 0)
    const payload = Buffer.from(bytes.subarray(begin, begin + length))
    if (masked) unmask(payload, bytes.subarray(maskAt, maskAt + 4))
    payloads.push(payload)
    at = begin + length
  }
  return Buffer.concat(payloads)
}

const readLength = (
  bytes: Buffer,
  at: number,
  short: number,
): { readonly length: number; readonly extra: number } => {
  const rest = bytes.length - at - 2
  if (short === 126) return { length: rest < 2 ? 0 : bytes.readUInt16BE(at + 2), extra: 2 }
  if (short === 127) return { length: rest < 8 ? 0 : Number(bytes.readBigUInt64BE(at + 2)), extra: 8 }
  return { length: short, extra: 0 }
}

const unmask = (payload: Buffer, mask: Buffer): void => {
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0)
}
