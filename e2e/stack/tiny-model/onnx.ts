/**
 * An ONNX model as data and as bytes. Numbers of fields and types are those of `onnx.proto3`; only what the two
 * tiny models use is here, in the operators of set 17.
 */
import {
  bytesField,
  floatField,
  intField,
  messageField,
  messageToBytes,
  textField,
  type ProtoMessage,
} from './protobuf.ts'

export interface OnnxGraph {
  readonly name: string
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  readonly tensors: readonly OnnxTensor[]
  readonly nodes: readonly OnnxNode[]
}

/** What goes in or comes out; a dimension that is a word may have any length. */
export interface OnnxValue {
  readonly name: string
  readonly type: 'float' | 'int64'
  readonly shape: readonly (number | string)[]
}

/** A weight. */
export interface OnnxTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | Int8Array | Uint8Array | BigInt64Array
}

export interface OnnxNode {
  readonly type: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, OnnxAttribute>>
}

/** `float` marks a number that is not a whole one; a plain number is an integer. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number }

export const node = (
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): OnnxNode => ({ type, inputs, outputs: [output], attributes })

export const floats = (name: string, shape: readonly number[], values: Iterable<number>): OnnxTensor => ({
  name,
  shape,
  values: Float32Array.from(values),
})

/** A list of whole numbers: shapes, axes, places. */
export const integers = (name: string, ...values: readonly number[]): OnnxTensor => ({
  name,
  shape: [values.length],
  values: BigInt64Array.from(values, BigInt),
})

/** What `Cast` takes as `to`. */
export const elementTypes = { float: 1, uint8: 2, int8: 3, int64: 7, bool: 9 } as const

export const graphToBytes = (graph: OnnxGraph): Uint8Array<ArrayBuffer> =>
  messageToBytes([
    ...intField(1, fileVersion),
    ...messageField(7, graphMessage(graph)),
    ...messageField(8, intField(2, operatorSet)),
  ])

const fileVersion = 8
const operatorSet = 17

const graphMessage = (graph: OnnxGraph): ProtoMessage => [
  ...graph.nodes.flatMap(step => messageField(1, nodeMessage(step))),
  ...textField(2, graph.name),
  ...graph.tensors.flatMap(tensor => messageField(5, tensorMessage(tensor))),
  ...graph.inputs.flatMap(value => messageField(11, valueMessage(value))),
  ...graph.outputs.flatMap(value => messageField(12, valueMessage(value))),
]

const nodeMessage = (step: OnnxNode): ProtoMessage => [
  ...step.inputs.flatMap(name => textField(1, name)),
  ...step.outputs.flatMap(name => textField(2, name)),
  ...textField(3, step.outputs.join()),
  ...textField(4, step.type),
  ...Object.entries(step.attributes).flatMap(([name, value]) =>
    messageField(5, [...textField(1, name), ...attributeMessage(value)]),
  ),
]

const attributeMessage = (value: OnnxAttribute): ProtoMessage => {
  if (typeof value === 'number') return [...intField(3, value), ...intField(20, 2)]
  if ('float' in value) return [...floatField(2, value.float), ...intField(20, 1)]
  return [...value.flatMap(each => intField(8, each)), ...intField(20, 7)]
}

const tensorMessage = ({ name, shape, values }: OnnxTensor): ProtoMessage => [
  ...shape.flatMap(size => intField(1, size)),
  ...intField(2, elementTypeOf(values)),
  ...textField(8, name),
  ...bytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
]

const elementTypeOf = (values: OnnxTensor['values']): number => {
  if (values instanceof Float32Array) return elementTypes.float
  if (values instanceof Int8Array) return elementTypes.int8
  return values instanceof Uint8Array ? elementTypes.uint8 : elementTypes.int64
}

const valueMessage = ({ name, type, shape }: OnnxValue): ProtoMessage => [
  ...textField(1, name),
  ...messageField(
    2,
    messageField(1, [
      ...intField(1, elementTypes[type]),
      ...messageField(
        2,
        shape.flatMap(size =>
          messageField(1, typeof size === 'number' ? intField(1, size) : textField(2, size)),
        ),
      ),
    ]),
  ),
]
