/**
 * What the tiny language model has to say, in a circle. No word occurs twice as it is written: it leads to the next one.
 * One is in quotes, as in code: what tidies spaces before marks would break it.
 */

/** The sentences, each as its words. */
export const sentences: readonly (readonly string[])[] = [
  'Morning light touches every roof in the valley.',
  'Small boats carry warm bread along a slow river.',
  'Old stones remember all those who walked here.',
  'Soft rain falls on green fields and quiet gardens.',
  'Careful hands mend broken nets before night.',
  'Tall grass bends when evening wind passes by.',
  "Birds return from distant hills to 'many' trees.",
  'An open door welcomes tired friends inside.',
  'Children draw blue maps with seven bridges.',
  'Somebody lights two round lamps at dusk.',
  'Honest songs travel far without any hurry.',
  'Winter brings clear skies over frozen lakes.',
  'Bakers wake while others still sleep.',
  'Letters arrive late but never too soon.',
  'Bright bells ring once for each hour.',
  'Then it begins again.',
].map(sentence => sentence.split(' '))
