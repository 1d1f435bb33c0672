/**
 * HTML that is put together from elements and texts only. A text becomes HTML by being escaped and in no other way: a
 * string is not an `Html`, so what a person or a model wrote cannot bring an element or an attribute.
 */

declare const escaped: unique symbol
/** Made by this module alone. */
export type Html = string & { readonly [escaped]: true }

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Also what a parser of HTML would read as another text: NUL and the other controls, and halves of surrogate pairs
 * (HTML 13.2.3.5).
 */
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const unreadable = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g

// The one place where a text becomes HTML.
export const text = (plain: string): Html => {
  const sound = plain.toWellFormed().replace(unreadable, '\ufffd')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- escaped here
  return sound.replace(/[&<>"']/g, character => entities[character] ?? character) as Html
}

export type AttributeValue = string | number | true | undefined

/** Names are ours; none is ever made of a text. */
export type Attributes = Readonly<Record<string, AttributeValue>>

export const join = (pieces: readonly Html[], between = ''): Html =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- HTML beside HTML is HTML; `between` is white space of ours
  pieces.join(between) as Html

const attribute = (name: string, value: AttributeValue): string => {
  if (value === undefined) return ''
  return value === true ? ` ${name}` : ` ${name}="${text(String(value))}"`
}

/** The opening tag alone, for what is written piece by piece. */
export const open = (name: string, attributes: Attributes = {}): Html =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- name and attributes are ours, values are escaped
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => attribute(key, value))
    .join('')}>` as Html

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the name is ours
export const close = (name: string): Html => `</${name}>` as Html

export const element = (name: string, attributes: Attributes, ...children: readonly Html[]): Html =>
  join([open(name, attributes), ...children, close(name)])

/** Line ends inside `pre`, and between elements. */
export const nothing: Html = text('')
