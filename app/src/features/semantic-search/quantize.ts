/** Vectors of length one as bytes: a quarter of the room, and 97 to 99 in a hundred of the nearest stay. Pure. */

/** Symmetric: -127…127, so that a product of two fits into 15 bits and the sum of two products into 16. */
const scale = 127

export const quantize = (vector: Float32Array): Int8Array =>
  Int8Array.from(vector, number => Math.round(number * scale))

/** The likeness of two vectors, from the sum of the products of their bytes: 1 is the same direction. */
export const toLikeness = (dot: number): number => dot / (scale * scale)
