/**
 * A film for a browser that takes a file for its camera: a picture of squares as a hand would hold it, a little turned,
 * grey and not black on white. YUV4MPEG2, the one format that needs no encoder.
 */

export type Squares = readonly (readonly boolean[])[]

const width = 640
const height = 480
/** Luma, as a camera sees a screen in a room. */
const room = 96
const light = 218
const dark = 38
/** Squares of light around the picture, as the page draws them. */
const border = 4
const turnedBy = 0.07

/** The brightness at a point of the frame. */
const lumaAt = (squares: Squares, x: number, y: number): number => {
  const across = squares.length + 2 * border
  const pixels = (height * 0.8) / across
  const [fromMiddleX, fromMiddleY] = [(x - width / 2) / pixels, (y - height / 2) / pixels]
  const column = Math.floor(
    fromMiddleX * Math.cos(turnedBy) + fromMiddleY * Math.sin(turnedBy) + across / 2 - border,
  )
  const line = Math.floor(
    fromMiddleY * Math.cos(turnedBy) - fromMiddleX * Math.sin(turnedBy) + across / 2 - border,
  )
  const isOutside = (at: number): boolean => at < -border || at >= squares.length + border
  if (isOutside(column) || isOutside(line)) return room
  return squares[line]?.[column] === true ? dark : light
}

/** A second of it; the browser plays it again and again. */
export const filmOf = (squares: Squares): Uint8Array => {
  const frame = new Uint8Array((width * height * 3) / 2).fill(128)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) frame[y * width + x] = lumaAt(squares, x, y)
  const head = `YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`
  return Buffer.concat([
    Buffer.from(head),
    ...Array.from({ length: 10 }, () => Buffer.concat([Buffer.from('FRAME\n'), frame])),
  ])
}
