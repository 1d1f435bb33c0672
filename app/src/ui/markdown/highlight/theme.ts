/**
 * The three dyes as a TextMate theme. A colour here is only the number of a dye; what it looks like is a token
 * of the page's styles, so light and dark need no second pass.
 */

import type { ThemeRegistrationRaw } from 'shiki/types'
import { type Dye, dyes } from './protocol.ts'

const colourOf = (dye: Dye): string => `#00000${dyes.indexOf(dye)}`

/** The dye a colour of this theme stands for, as its number. */
export const dyeOfColour = (colour: string | undefined): number =>
  Number.parseInt(colour?.slice(-1) ?? '0', 10) || 0

const scopesByDye: Readonly<Record<Dye, readonly string[]>> = {
  ink: [
    'keyword.operator',
    'string.unquoted',
    'meta.embedded',
    'meta.template.expression',
    'string meta.interpolation',
    'source.json meta.structure.dictionary support.type.property-name',
    'string.other.link',
    'storage.modifier.import',
    'storage.modifier.package',
    'storage.type.java',
    'storage.type.generic.java',
    'storage.type.cs',
  ],
  word: [
    'keyword',
    'storage',
    'keyword.operator.expression',
    'keyword.operator.logical.python',
    'keyword.operator.new',
    'keyword.operator.word',
    'keyword.operator.wordlike',
    'variable.language',
    'entity.name.tag',
    'support.type.builtin',
    'support.function.builtin.shell',
    'entity.name.section',
    'markup.heading',
    'entity.name.function.preprocessor',
    'meta.preprocessor keyword',
  ],
  text: [
    'string',
    'punctuation.definition.string',
    'constant.character.escape',
    'markup.inline.raw',
    'markup.inserted',
    'support.constant.property-value',
  ],
  figure: [
    'constant.numeric',
    'constant.language',
    'constant.other.color',
    'keyword.other.unit',
    'markup.deleted',
    'keyword.operator.quantifier.regexp',
  ],
  note: [
    'comment',
    'punctuation.definition.comment',
    'string.quoted.docstring.raw',
    'meta.diff',
    'punctuation.definition.tag',
  ],
}

export const dyeTheme: ThemeRegistrationRaw = {
  name: 'weft',
  fg: colourOf('ink'),
  bg: '#ffffff',
  settings: dyes.map(dye => ({
    scope: [...scopesByDye[dye]],
    settings: { foreground: colourOf(dye) },
  })),
}
