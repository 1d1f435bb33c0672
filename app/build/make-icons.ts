/**
 * Draws the PNG icons of `public/icons` from the look's own drawings, in a Chromium (`node app/build/make-icons.ts`
 * after a drawing has changed; the results are committed, so that a build needs no browser).
 */

import { writeFile } from 'node:fs/promises'
import { chromium } from 'playwright'
import { chromiumArgs, chromiumPath } from '../../scripts/chromium.ts'

const ground = '#173f52'
const paper = '#f4f3ef'
const lightWoad = '#86bdd6'

/** The two threads of the mark on a 24 grid, the second passing over the first. */
const mark =
  `<path fill="${paper}" d="M1.18 4.5L3.62 4.5L7.81 16.6L10.22 11.96L11.52 14.45L8.9 19.5L6.38 19.5ZM12.48 7.62L14.1 4.5L16.7 4.5L13.78 10.12Z"/>` +
  `<path fill="${lightWoad}" d="M22.82 4.5L20.38 4.5L16.19 16.6L9.9 4.5L7.3 4.5L15.1 19.5L17.62 19.5Z"/>`

interface Icon {
  readonly name: string
  readonly size: number
  /** Of 512: the corner of the ground. A maskable icon and Apple's have none; the system cuts them. */
  readonly corner: number
  /** How many times the 24 grid is enlarged on 512. At 13.5 the mark stays inside the safe circle. */
  readonly scale: number
  readonly drawing: string
}

/** Lucide's `square-pen`, in the weight of the interface. */
const pen =
  `<g fill="none" stroke="${paper}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">` +
  `<path d="M12 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2v-7"/><path stroke="${lightWoad}" d="M18.375 2.625a1 1 0 0 1 3 3l-9.013 9.014a2 2 0 0 1-.853.505l-2.873.84a.5.5 0 0 1-.62-.62l.84-2.873a2 2 0 0 1 .506-.852z"/></g>`

const icons: readonly Icon[] = [
  { name: 'icon-192', size: 192, corner: 112, scale: 16, drawing: mark },
  { name: 'icon-512', size: 512, corner: 112, scale: 16, drawing: mark },
  { name: 'maskable-192', size: 192, corner: 0, scale: 13.5, drawing: mark },
  { name: 'maskable-512', size: 512, corner: 0, scale: 13.5, drawing: mark },
  { name: 'apple-touch-180', size: 180, corner: 0, scale: 15, drawing: mark },
  { name: 'new-thread-96', size: 96, corner: 112, scale: 13, drawing: pen },
]

const toSvg = ({ corner, scale, drawing }: Icon): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="100%" height="100%">` +
  `<rect width="512" height="512" rx="${corner}" fill="${ground}"/>` +
  `<g transform="translate(256 256) scale(${scale}) translate(-12 -12)">${drawing}</g></svg>`

const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs })
try {
  for (const icon of icons) {
    const page = await browser.newPage({ viewport: { width: icon.size, height: icon.size } })
    await page.setContent(`<body style="margin:0">${toSvg(icon)}`)
    const png = await page.screenshot({ omitBackground: true })
    await writeFile(new URL(`../public/icons/${icon.name}.png`, import.meta.url), png)
    await page.close()
  }
} finally {
  await browser.close()
}
