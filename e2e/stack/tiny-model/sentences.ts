/** What the tiny language model has to say: sixteen short sentences of words that each occur once, in a circle. */

const plain = (
  'quiet river carries small boats past green fields toward morning light while old stones keep warm under ' +
  'soft rain and careful hands mend every broken net before night birds return from distant hills where tall ' +
  'grass bends in slow wind beside open doors that welcome tired friends with bread fresh water honest songs ' +
  'clear maps round lamps blue paper many windows one garden seven bridges wooden chairs bright copper bells ' +
  'early frost late summer'
).split(' ')

const starts =
  'Every Some Often Here Now Then There Nearby Today Soon Always Perhaps Still Once Later Outside'.split(' ')

const ends =
  'again. home. slowly. together. gently. outside. forever. tonight. nearby. somewhere. tomorrow. quietly. here. ' +
  'inside. twice. always.'

const wordsBetween = Math.floor(plain.length / starts.length)

/** The sentences, each as its words. */
export const sentences: readonly (readonly string[])[] = ends.split(' ').map((end, at) => [
  starts[at] ?? '',
  ...plain.slice(at * wordsBetween, (at + 1) * wordsBetween),
  end,
])
