import { describe, expect, test } from 'vitest'
import { imageSource, isSafeImage } from './image-source.ts'
import { limits } from './limits.ts'

const bytes = (head: readonly number[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...head, ...Array(64).fill(0)])
const text = (word: string): number[] => Array.from(word, character => character.charCodeAt(0))
const big = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
]

const png = (width: number, height: number) =>
  bytes([0x89, ...text('PNG'), 13, 10, 26, 10, 0, 0, 0, 13, ...text('IHDR'), ...big(width), ...big(height)])
const gif = bytes([...text('GIF89a'), 10, 0, 20, 0])
const jpeg = (marker: number) =>
  bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, marker, 0, 17, 8, 0x10, 0, 0x20, 0])
const webp = bytes([
  ...text('RIFF'),
  0,
  0,
  0,
  0,
  ...text('WEBPVP8X'),
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  9,
  0,
  0,
  9,
  0,
  0,
])

const toAddress = (type: string, image: Uint8Array): string =>
  `data:image/${type};base64,${btoa(String.fromCharCode(...image))}`

describe('an image is safe to decode', () => {
  test('when it is a raster of one of four formats and not too large', () => {
    expect([png(10, 10), gif, jpeg(0xc0), jpeg(0xc2), webp].map(isSafeImage)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ])
  })

  test('and not when it unfolds into gigabytes, has no size, or is something else', () => {
    expect(isSafeImage(png(100_000, 100_000))).toBe(false)
    expect(isSafeImage(png(limits.imagePixels + 1, 1))).toBe(false)
    expect(isSafeImage(jpeg(0xc4))).toBe(false)
    expect(isSafeImage(bytes(text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">')))).toBe(false)
    expect(isSafeImage(bytes(text('<!doctype html>')))).toBe(false)
    expect(isSafeImage(Uint8Array.from([0x89]))).toBe(false)
  })
})

test('an image in the text is told by its bytes, a remote one by its host', () => {
  expect(imageSource(toAddress('png', png(4, 4)))).toEqual({ type: 'inline' })
  // The name of the type is not believed, in either direction.
  expect(imageSource(toAddress('png', bytes(text('<svg onload="x">'))))).toEqual({ type: 'none' })
  expect(imageSource(toAddress('svg+xml', png(4, 4)))).toEqual({ type: 'none' })
  expect(imageSource('data:text/html;base64,PGI+')).toEqual({ type: 'none' })
  expect(imageSource('data:image/png;base64,***')).toEqual({ type: 'none' })
  expect(imageSource('data:image/png;base64,A')).toEqual({ type: 'none' })
  expect(imageSource('data:image/png;base64,%zz')).toEqual({ type: 'none' })
  expect(imageSource('https://A.example:1/x.png?q')).toEqual({
    type: 'remote',
    address: 'https://a.example:1/x.png?q',
    host: 'a.example:1',
  })
  for (const address of [
    'javascript:1',
    'file:///x.png',
    '//a.example/x.png',
    'x.png',
    'blob:https://a/1',
    'ftp://a/x',
  ])
    expect(imageSource(address)).toEqual({ type: 'none' })
})
