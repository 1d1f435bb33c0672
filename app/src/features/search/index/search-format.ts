/**
 * The version of everything that a segment's bytes depend on: their layout, and how text becomes terms. Whoever changes
 * one of them raises it, and every device makes its index again by itself.
 */
export const searchFormat = 1
