// First: its stylesheets fix the order of the layers.
import { wipePage } from '../../ui/testing/draw.tsx'
import { encode } from 'uqr'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { drawPage } from '../settings/testing/draw-page.tsx'
import { OfferReader, type ReadOffer } from './offer-reader.tsx'

afterEach(() => {
  vi.restoreAllMocks()
  globalThis.BarcodeDetector = undefined
  wipePage()
})

const patience = { timeout: 20_000 }
const text = 'WEFT:1:offer-that-a-camera-reads'

/** What a camera would see: a picture on grey, or the grey alone. */
const film = (shown = text): MediaStream => {
  const { size, data } = encode(shown, { border: 4, ecc: 'M' })
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 480
  const context = canvas.getContext('2d')
  const square = Math.floor(400 / size)
  const draw = (): void => {
    if (!context) return
    context.fillStyle = '#8a8a8a'
    context.fillRect(0, 0, 640, 480)
    for (const [y, row] of shown === '' ? [] : data.entries())
      for (const [x, dark] of row.entries()) {
        context.fillStyle = dark ? '#1c1c1c' : '#e2e2e2'
        context.fillRect(100 + x * square, 30 + y * square, square, square)
      }
    requestAnimationFrame(draw)
  }
  draw()
  return canvas.captureStream(10)
}

const camera = (get: () => Promise<MediaStream>) =>
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(get)

const open = async () => {
  const offers: ReadOffer[] = []
  const cancelled = vi.fn<() => void>()
  const drawn = await drawPage(
    <OfferReader busy={false} failure={null} onOffer={offer => offers.push(offer)} onCancel={cancelled} />,
  )
  return { offers, cancelled, drawn }
}

describe('the camera', () => {
  test('reads the picture in a browser that has no finder of its own, once, and is let go', async () => {
    const stream = film()
    camera(async () => stream)
    const { offers, drawn } = await open()
    await expect.poll(() => offers, patience).toEqual([{ how: 'scan', text }])
    drawn.redraw(<p>Gone</p>)
    expect(stream.getTracks().map(({ readyState }) => readyState)).toEqual(['ended'])
    expect(offers).toHaveLength(1)
  })

  test('reads by the finder of a browser that has one for such pictures, and by ours where it has none', async () => {
    const supported = vi.fn<() => Promise<readonly string[]>>(async () => ['qr_code'])
    const detect = vi.fn<() => Promise<readonly { readonly rawValue: string }[]>>(async () => [
      { rawValue: 'by the browser' },
    ])
    globalThis.BarcodeDetector = class {
      static readonly getSupportedFormats = supported
      readonly detect = detect
    }
    camera(async () => film())
    const first = await open()
    await expect.poll(() => first.offers, patience).toEqual([{ how: 'scan', text: 'by the browser' }])
    wipePage()
    supported.mockResolvedValue(['ean_13'])
    const second = await open()
    await expect.poll(() => second.offers, patience).toEqual([{ how: 'scan', text }])
  })

  test.each([
    ['NotAllowedError', 'Weft may not use the camera'],
    ['NotFoundError', 'There is no camera here'],
    ['NotReadableError', 'Something else uses the camera'],
    ['UnknownError', 'The camera shows nothing that can be read'],
  ])('that gives %s says so, and the code is one press away', async (name, words) => {
    camera(() => Promise.reject(new DOMException('no', name)))
    const { offers } = await open()
    await expect.element(page.getByRole('status').getByText(words), patience).toBeVisible()
    await page.getByRole('button', { name: 'Type the code' }).click()
    const field = page.getByLabelText('Code of the other device')
    await expect.element(field).toHaveFocus()
    await userEvent.keyboard('ABCD{Enter}')
    expect(offers).toEqual([{ how: 'type', text: 'ABCD' }])
  })

  test('that is pulled out while it looks says so, and can be tried again', async () => {
    const stream = film('')
    const get = camera(async () => stream)
    const { offers } = await open()
    await expect.element(page.getByText(/^Hold the picture/), patience).toBeVisible()
    stream.getTracks()[0]?.dispatchEvent(new Event('ended'))
    await expect.element(page.getByText('Something else uses the camera'), patience).toBeVisible()
    get.mockImplementation(async () => film())
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => offers, patience).toEqual([{ how: 'scan', text }])
  })
})
