/** Finds what a person can see or hear on a page in the pseudo language that stands in no ⟦brackets⟧. */
import type { Page } from '@playwright/test'

export const findUnwrappedText = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    /** Content of a person or a model, and code, are marked by the page; names of ours are not text. */
    const content =
      '[dir=auto], bdi, code, pre, kbd, math, svg, time, script, style, template, [translate=no]'
    const spoken = [
      'aria-label',
      'placeholder',
      'title',
      'alt',
      'data-tip',
      'aria-description',
      'aria-valuetext',
    ]
    const hasLetters = /\p{L}{2,}/u
    const found: string[] = []

    /** An address, keys and a time of day are the same in every language, or written by the browser. */
    const spokenByNobody = /^(?:https?:\/\/\S+|(?:\w+\+)+\S+|\d{1,2}:\d{2}(?:\s?[AP]M)?)$/

    const wrapped = (text: string): boolean => {
      let outside = text.trim()
      // A figure in a sentence has brackets of its own.
      while (/⟦[^⟦⟧]*⟧/.test(outside)) outside = outside.replaceAll(/⟦[^⟦⟧]*⟧/g, '')
      return !hasLetters.test(outside) || spokenByNobody.test(outside)
    }

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      const text = node.textContent?.trim() ?? ''
      if (parent === null || text === '' || parent.closest(content) !== null) continue
      if (!parent.checkVisibility({ visibilityProperty: true })) continue
      // A sentence may be cut by elements: the nearest block must be wrapped as a whole.
      const block = parent.closest(
        'p, li, td, th, dt, dd, button, a, label, h1, h2, h3, h4, legend, option, div, span',
      )
      const sentence = withoutContent(block ?? parent)
      if (!wrapped(text) && !wrapped(sentence)) found.push(text)
    }
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest(content) !== null && !element.matches('input, textarea')) continue
      for (const name of spoken) {
        const text = element.getAttribute(name)
        if (text !== null && !wrapped(text)) found.push(`${name}=${text}`)
      }
    }
    // A thread's own title stands before the name of the app.
    if (document.title !== 'Weft' && !/^(?:.* · )?⟦[^⟦⟧]*⟧$/.test(document.title))
      found.push(`title=${document.title}`)
    return [...new Set(found)]

    function withoutContent(element: Element): string {
      const copy = element.cloneNode(true)
      if (!(copy instanceof Element)) return ''
      for (const inner of copy.querySelectorAll(content)) inner.remove()
      return copy.textContent ?? ''
    }
  })
