/**
 * The sums of products of one vector with very many, bytes all of them: the only hot loop of the search by meaning. As a
 * WebAssembly module of one function, 16 products at a time (five to ten times what a loop in JavaScript does), and as
 * that loop where the browser compiles none. Both work on one memory and give the same numbers.
 */

export interface DotKernel {
  readonly memory: WebAssembly.Memory
  /**
   * Writes as many 32-bit sums at `sums` as there are vectors at `matrix`, `width` bytes each. Addresses are bytes in
   * `memory`; `width` is a multiple of 16.
   */
  readonly dot: (matrix: number, query: number, sums: number, count: number, width: number) => void
}

/** Bytes that are done at once. */
export const lanes = 16

/** Bytes of instructions, in groups for whoever reads them. */
type Code = number | readonly Code[]

const flat = (code: Code): readonly number[] => (typeof code === 'number' ? [code] : code.flatMap(flat))

const i32 = 0x7f
const v128 = 0x7b
const blockWithoutValue = 0x40
const simd = (operation: number): readonly number[] => [0xfd, ...unsigned(operation)]

/** LEB128. */
const unsigned = (value: number): readonly number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]

const get = (local: number): readonly number[] => [0x20, local]
const set = (local: number): readonly number[] => [0x21, local]
const constant = (value: number): readonly number[] => [0x41, value]
const add = [0x6a]
/** Both need no alignment. */
const load128 = [...simd(0x00), 0, 0]
const store32 = [0x36, 0, 0]

const [matrix, query, sums, count, width, offset, accumulator, row, column] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

const body: readonly number[] = flat([
  // Locals after the five parameters: one i32, three v128.
  [2, 1, i32, 3, v128],

  // while (count) {
  [0x02, blockWithoutValue, 0x03, blockWithoutValue],
  [get(count), 0x45, 0x0d, 1],
  //   offset = 0; accumulator = 0
  [constant(0), set(offset)],
  [simd(0x0c), Array<number>(16).fill(0), set(accumulator)],

  //   do {
  [0x03, blockWithoutValue],
  //     row = matrix[offset…]; column = query[offset…]
  [get(matrix), get(offset), add, load128, set(row)],
  [get(query), get(offset), add, load128, set(column)],
  //     i16x8.extmul_low_i8x16_s + i16x8.extmul_high_i8x16_s: 2 · 127² fits into 16 bits
  [get(row), get(column), simd(0x9c)],
  [get(row), get(column), simd(0x9d), simd(0x8e)],
  //     accumulator += i32x4.extadd_pairwise_i16x8_s
  [simd(0x7e), get(accumulator), simd(0xae), set(accumulator)],
  //   } while ((offset += 16) < width)
  [get(offset), constant(lanes), add, 0x22, offset, get(width), 0x49, 0x0d, 0],
  [0x0b],

  //   *sums = accumulator[0] + accumulator[1] + accumulator[2] + accumulator[3]
  get(sums),
  [0, 1, 2, 3].flatMap(lane => [get(accumulator), simd(0x1b), lane]),
  [add, add, add, store32],
  //   sums += 4; matrix += width; count -= 1
  [get(sums), constant(4), add, set(sums)],
  [get(matrix), get(width), add, set(matrix)],
  [get(count), constant(1), 0x6b, set(count)],
  // }
  [0x0c, 0, 0x0b, 0x0b],
  0x0b,
])

const section = (id: number, content: readonly number[]): readonly number[] => [
  id,
  ...unsigned(content.length),
  ...content,
]
const text = (letters: string): readonly number[] => [
  letters.length,
  ...Array.from(letters, letter => letter.charCodeAt(0)),
]

/** Pages of 64 KiB; 65,536 is all that 32-bit addresses reach. */
const maxPages = 65_536

/** One function type, one imported memory, one function, exported. */
const moduleBytes = Uint8Array.from([
  0x00,
  0x61,
  0x73,
  0x6d,
  1,
  0,
  0,
  0,
  ...section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]),
  ...section(2, [1, ...text('a'), ...text('m'), 2, 0, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...text('dot'), 0, 0]),
  ...section(10, [1, ...unsigned(body.length), ...body]),
])

const plainDot =
  (memory: WebAssembly.Memory): DotKernel['dot'] =>
  (rows, one, out, many, bytes) => {
    const vector = new Int8Array(memory.buffer, one, bytes)
    const all = new Int8Array(memory.buffer, rows, many * bytes)
    const results = new Int32Array(memory.buffer, out, many)
    for (let index = 0, at = 0; index < many; index += 1) {
      let sum = 0
      for (let place = 0; place < bytes; place += 1, at += 1) sum += (vector[place] ?? 0) * (all[at] ?? 0)
      results[index] = sum
    }
  }

export const createPlainKernel = (memory: WebAssembly.Memory): DotKernel => ({
  memory,
  dot: plainDot(memory),
})

export const createKernelMemory = (): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: 1, maximum: maxPages })

/** With SIMD where the browser has it and the policy lets it be compiled. */
export const createDotKernel = async (memory: WebAssembly.Memory): Promise<DotKernel> => {
  try {
    const { instance } = await WebAssembly.instantiate(moduleBytes, { a: { m: memory } })
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the module above exports this function
    return { memory, dot: instance.exports['dot'] as DotKernel['dot'] }
  } catch {
    return createPlainKernel(memory)
  }
}
