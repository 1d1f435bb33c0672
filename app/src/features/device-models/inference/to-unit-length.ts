/** The same direction with length one, so that a dot product is a cosine. A vector of zeros stays one. */
export const toUnitLength = (vector: ArrayLike<number>): Float32Array => {
  const unit = Float32Array.from(vector)
  let sum = 0
  for (const value of unit) sum += value * value
  const length = Math.sqrt(sum)
  return length > 0 ? unit.map(value => value / length) : unit
}
