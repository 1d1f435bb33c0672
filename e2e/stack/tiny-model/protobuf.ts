/** The few lines of Protocol Buffers that a model file needs: writing, no reading. */

/** A message is the bytes of its fields one after the other; a field that is absent is an empty message. */
export type ProtoMessage = readonly Uint8Array[]

export const bytesField = (field: number, bytes: Uint8Array): ProtoMessage => [
  tag(field, lengthDelimited),
  varint(bytes.length),
  bytes,
]

export const textField = (field: number, text: string): ProtoMessage =>
  bytesField(field, new TextEncoder().encode(text))

export const messageField = (field: number, message: ProtoMessage): ProtoMessage => [
  tag(field, lengthDelimited),
  varint(message.reduce((sum, piece) => sum + piece.length, 0)),
  ...message,
]

/** Whole numbers; negative ones as protobuf has them, in ten bytes. */
export const intField = (field: number, value: number): ProtoMessage => [tag(field, plain), varint(value)]

export const floatField = (field: number, value: number): ProtoMessage => [
  tag(field, fourBytes),
  new Uint8Array(Float32Array.of(value).buffer),
]

export const messageToBytes = (message: ProtoMessage): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(message.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of message) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

const plain = 0
const lengthDelimited = 2
const fourBytes = 5

const tag = (field: number, wireType: number): Uint8Array => varint(field * 8 + wireType)

const varint = (value: number): Uint8Array => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
