/**
 * Finds the text of a QR picture in what a camera sees. Some browsers have a finder of their own, which is quicker;
 * Safari, Firefox and Chromium on a desk have none, and there ours is loaded when it is first needed.
 */

/** Null while no picture is seen. */
export type ReadPicture = (view: HTMLVideoElement) => Promise<string | null>

interface FoundCode {
  readonly rawValue: string
}

interface CodeFinder {
  readonly detect: (source: HTMLVideoElement) => Promise<readonly FoundCode[]>
}

interface CodeFinderClass {
  new (options: { readonly formats: readonly string[] }): CodeFinder
  readonly getSupportedFormats: () => Promise<readonly string[]>
}

declare global {
  /** Of the Shape Detection API, which TypeScript does not know yet; some browsers have none. */
  var BarcodeDetector: CodeFinderClass | undefined
}

/** Pixels of the longer side: a picture that fills a third of it has five for each of its squares. */
const longestSide = 640

/** The class may be there and find nothing, where the system below it has no finder. */
const browserReader = async (): Promise<ReadPicture | null> => {
  const Finder = globalThis.BarcodeDetector
  if (Finder === undefined || !(await Finder.getSupportedFormats()).includes('qr_code')) return null
  const finder = new Finder({ formats: ['qr_code'] })
  return async view => (await finder.detect(view))[0]?.rawValue ?? null
}

const ownReader = async (): Promise<ReadPicture> => {
  const { decodeQR } = await import('qr/decode.js')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return async view => {
    const { videoWidth, videoHeight } = view
    const scale = Math.min(1, longestSide / Math.max(videoWidth, videoHeight))
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)]
    // Nothing has come from the camera yet.
    if (context === null || width === 0 || height === 0) return null
    canvas.width = width
    canvas.height = height
    context.drawImage(view, 0, 0, width, height)
    try {
      return decodeQR(context.getImageData(0, 0, width, height))
    } catch {
      // It throws where there is no picture, which is most of the time.
      return null
    }
  }
}

export const createPictureReader = async (): Promise<ReadPicture> =>
  (await browserReader()) ?? (await ownReader())
