import 'fake-indexeddb/auto'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSearchWorld, type SearchWorld } from './testing/search-world.ts'

/** Each is one message in one device; a question is answered out of all of them. */
const said = {
  bengali: 'নদীর ধারে একটি পুরোনো বাড়ি আছে, আর নদী খুব শান্ত।',
  bengaliOther: 'নদ শুকিয়ে গেছে।',
  hindi: 'मुझे हिन्दी किताबें पढ़ना पसंद है।',
  thai: 'ฉันรักภาษาไทยและอาหารไทย น้ำใส',
  arabic: 'قرأتُ الكتابَ في المدرسة وبالقلم كتبت، ثم والشمس غربت.',
  arabicBare: 'كتاب جديد على الطاولة',
  chinese: '我在北京大学学习计算机科学。',
  japanese: '東京タワーの近くで寿司を食べました。ガラスが割れた。',
  korean: '학교에서 친구를 만났습니다.',
  latin: 'The Café in Zürich closes; naïve résumé, straße.',
  code: 'Call getUserName() or parse_http_request in a.b.config, XMLHttpRequest too.',
} as const
type Said = keyof typeof said

let world: SearchWorld
const ids = new Map<string, Said>()

beforeAll(async () => {
  world = await createSearchWorld('languages', testRandom(1))
  const thread = await world.addThread()
  for (const [name, words] of Object.entries(said)) ids.set(await world.say(thread, words), name as Said)
  await world.look()
})
afterAll(() => world.database.close())

const found = async (text: string): Promise<readonly string[]> =>
  (await world.found(text)).map(id => ids.get(id) ?? id).toSorted()

/** `' '` behind a word says that it is whole. */
const cases: readonly [what: string, query: string, expected: readonly Said[]][] = [
  ['Bengali: a whole word', 'নদী ', ['bengali']],
  ['Bengali: another vowel sign is another word', 'নদ ', ['bengaliOther']],
  ['Bengali: while it is typed', 'নদ', ['bengali', 'bengaliOther']],
  ['Bengali: a word that only begins so, once it is whole', 'বাড ', []],
  ['Bengali: composed as decomposed', 'বা\u09a1\u09bcি ', ['bengali']],
  ['Bengali: the end of a word is no word', 'দী ', []],
  ['Hindi: a whole word', 'किताबें ', ['hindi']],
  ['Hindi: while it is typed', 'किता', ['hindi']],
  ['Hindi: without its vowel signs it is no word of it', 'कतब ', []],
  ['Hindi: the beginning alone, once it is whole', 'किता ', []],
  ['Thai: a word inside a sentence', 'ภาษา ', ['thai']],
  ['Thai: two words without a blank', 'ภาษาไทย ', ['thai']],
  ['Thai: while it is typed', 'อาหา', ['thai']],
  ['Thai: sara am', 'น้ำ ', ['thai']],
  ['Thai: what stands in another order', 'ไทยภาษา ', []],
  ['Arabic: without the article', 'كتاب ', ['arabic', 'arabicBare']],
  ['Arabic: with the article', 'الكتاب ', ['arabic', 'arabicBare']],
  ['Arabic: with vowel marks', 'الكِتاب ', ['arabic', 'arabicBare']],
  ['Arabic: while it is typed', 'الكت', ['arabic']],
  ['Arabic: behind "and the"', 'شمس ', ['arabic']],
  ['Arabic: behind "and the", with its article', 'الشمس ', ['arabic']],
  ['Arabic: the end of a word is no word', 'تاب ', []],
  ['Arabic: a phrase', '"في المدرسة"', ['arabic']],
  ['Chinese: a word inside a sentence', '北京大学 ', ['chinese']],
  ['Chinese: a part of it', '大学 ', ['chinese']],
  ['Chinese: one character', '京 ', ['chinese', 'japanese']],
  ['Chinese: the last character of a sentence', '学。', ['chinese']],
  ['Chinese: characters that do not stand together', '北学 ', []],
  ['Chinese: in another order', '京北 ', []],
  ['Japanese: a word inside a sentence', '寿司 ', ['japanese']],
  ['Japanese: over the bound of two scripts', '東京タワー ', ['japanese']],
  ['Japanese: half-width letters', 'ﾀﾜｰ ', ['japanese']],
  ['Japanese: voiced is not unvoiced', 'カラス ', []],
  ['Japanese: voiced', 'ガラス ', ['japanese']],
  ['Korean: with its particle', '학교에서 ', ['korean']],
  ['Korean: without its particle', '학교 ', ['korean']],
  ['Korean: while it is typed', '친', ['korean']],
  ['Korean: the end of a word is no word', '교에서 ', []],
  ['Korean: half a syllable is no syllable', '하교 ', []],
  ['accents and case', 'CAFE zurich NAIVE resume ', ['latin']],
  ['sharp s', 'STRASSE ', ['latin']],
  ['accents in the query', 'càfé ', ['latin']],
  ['a part of a word', 'caf ', []],
  ['code: the whole name', 'getUserName ', ['code']],
  ['code: in small letters', 'getusername ', ['code']],
  ['code: a piece of a name', 'user ', ['code']],
  ['code: pieces in their order', 'http request ', ['code']],
  ['code: snake case', 'parse_http_request ', ['code']],
  ['code: with dots', 'a.b.config ', ['code']],
  ['code: no piece of a name', 'username ', []],
]

describe('what a reader would expect', () => {
  it.each(cases)('%s: %s', async (_what, query, expected) => {
    expect(await found(query)).toEqual(expected)
  })
})
