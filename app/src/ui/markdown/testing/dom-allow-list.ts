/** All that a model's text may ever become in the page: elements, their attributes, and the addresses in them. */

const anywhere =
  /^(?:class|dir|id|title|role|tabindex|aria-[a-z]+|data-(?:script|still|caret|task|long|align|dye|wrap|display|state|flip|size|tone|kind|busy|tip|enclosure|tip-shortcut|filled))$/

/** Attributes by element, beyond those allowed anywhere. */
const attributesByElement: Readonly<Record<string, RegExp | null>> = Object.assign(
  Object.fromEntries(
    'div p h2 h3 h4 h5 h6 ul li blockquote hr table thead tbody tr td strong em s code pre br span bdi sup figure figcaption mrow mi mn mo ms mtext msub msup msubsup mfrac msqrt mroot munder mover munderover mtable mtr mpadded mphantom'
      .split(' ')
      .map(name => [name, null]),
  ),
  {
    ol: /^start$/,
    th: /^scope$/,
    a: /^(?:href|target|rel)$/,
    button: /^type$/,
    img: /^(?:src|alt|decoding)$/,
    math: /^display$/,
    mtd: /^style$/,
    svg: /^(?:xmlns|width|height|viewBox|fill|stroke|stroke-[a-z]+)$/,
    path: /^d$/,
    rect: /^(?:width|height|x|y|rx|ry)$/,
    circle: /^(?:cx|cy|r)$/,
    line: /^[xy][12]$/,
    polyline: /^points$/,
  },
)

const mathAttribute =
  /^(?:mathvariant|stretchy|fence|separator|accent|accentunder|linethickness|displaystyle|scriptlevel|lspace|rspace|width|height|depth|voffset|minsize|maxsize|symmetric|largeop|movablelimits|form)$/

const isAllowedAttribute = (element: Element, name: string): boolean => {
  if (anywhere.test(name)) return true
  if (element.namespaceURI?.endsWith('MathML') && mathAttribute.test(name)) return true
  return attributesByElement[element.localName]?.test(name) ?? false
}

const isAllowedAddress = (name: string, value: string): boolean => {
  if (name === 'href') return /^(?:https?|mailto):/.test(value)
  if (name === 'src') return /^(?:blob:|data:image\/(?:png|jpeg|gif|webp);base64,)/.test(value)
  if (name === 'style') return !/url|expression|import|@/i.test(value)
  return !/^\s*(?:javascript|data|vbscript):/i.test(value)
}

/** What in `root` is not on the list, in words; empty when all is well. */
export const findForbidden = (root: Element): readonly string[] => {
  const found: string[] = []
  for (const element of root.querySelectorAll('*')) {
    if (!(element.localName in attributesByElement || ['mspace', 'mstyle'].includes(element.localName))) {
      found.push(`<${element.localName}>`)
    }
    for (const { name, value } of element.attributes) {
      if (!isAllowedAttribute(element, name)) found.push(`${element.localName} ${name}="${value}"`)
      else if (!isAllowedAddress(name, value)) found.push(`${element.localName} ${name}="${value}"`)
    }
    if (element.localName === 'a' && element.getAttribute('rel') !== 'noopener noreferrer')
      found.push('a link without rel')
  }
  return found
}
