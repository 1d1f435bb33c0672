/**
 * What Arabic writes in one with the word behind it: the article, alone or after *and*, *with*, *like*, *so*, *for*, as
 * Lucene's ArabicStemmer takes them off. The word stays findable as it stands; what is left is found beside it.
 */

/** Longest first, in folded letters. */
const prefixes = ['وال', 'بال', 'كال', 'فال', 'ال', 'لل', 'و']

/** Letters that must be left, as in Lucene: والد is no الد with something before it. */
const fewestLeft = 2
/** One letter alone is as often part of the word. */
const fewestAfterOne = 3

export const arabicStems = (word: string): readonly string[] => {
  const prefix = prefixes.find(each => word.startsWith(each))
  if (prefix === undefined) return []
  const left = word.slice(prefix.length)
  if (left.length < (prefix.length === 1 ? fewestAfterOne : fewestLeft)) return []
  // والكتاب is found as الكتاب too.
  return prefix === 'وال' ? [left, word.slice(1)] : [left]
}
