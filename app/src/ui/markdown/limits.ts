/** Every limit on a model's text, each with the flood it stops. Nothing is cut: beyond a limit text stays plain. */

export const limits = {
  /** Characters of one top-level block. Beyond, a new block begins at the next line; stops quadratic parsing. */
  blockCharacters: 15_000,
  /** Characters of one line in prose. Beyond, the line is cut into plain blocks; stops one line of megabytes. */
  lineCharacters: 15_000,
  /** Nested quotes, lists and emphasis. Beyond, the block is plain; stops a stack as deep as the text is long. */
  nesting: 40,
  /** Tokens one block may become, about three to a cell. Beyond, it is plain; stops tables of 100,000 cells. */
  blockTokens: 4_000,
  /** Cells a block could become; beyond, it is plain without being parsed, since each short row is filled up. */
  blockCells: 4_000,
  /** Characters of one paragraph or cell; beyond, it is shown as it is written. */
  inlineCharacters: 12_000,
  /** Combining marks on one letter; more make shaping quadratic, and a tower of ink over the lines above. */
  marksPerLetter: 24,
  /** Elements the inline text of one paragraph or cell may become; stops a paragraph of emphasis marks only. */
  inlineTokens: 1_500,
  /** Weight of the blocks formatted at once when a long text appears; the rest is plain until there is time. */
  firstWeight: 6_000,
  /** Weight that a later step turns from plain to formatted, so that one step stays within a task of 50 ms. */
  stepWeight: 4_000,
  /** Weight beyond which a text stays plain: no answer is as long, and a page of it would be all elements. */
  mostWeight: 600_000,
  /** What a block weighs beyond its characters: its elements. A code block has its buttons. */
  flowWeight: 60,
  codeWeight: 800,
  /** Characters of plain text in one element, laid out when it comes into view. */
  sectionCharacters: 4_000,
  /** Lines above which a code block is closed, and the lines it then shows. */
  codeOpenLines: 24,
  codeClosedLines: 16,
  /** Code beyond either is never highlighted, and is shown in portions of this size. */
  codeLines: 2_000,
  codeCharacters: 100_000,
  /** Characters of one line of code that is still highlighted; stops minified bundles and regex bombs. */
  codeLineCharacters: 2_000,
  /** Milliseconds the highlighter may take for one piece of code before its worker is ended. */
  highlightMilliseconds: 3_000,
  /** Characters of one formula; beyond, its source is shown. */
  mathCharacters: 5_000,
  /** Macro expansions in one formula; stops definitions that double themselves. */
  mathExpansions: 500,
  /** Largest size a formula may ask for, in ems; stops a rule that covers the page. */
  mathSize: 20,
  /** Elements one formula may become. */
  mathElements: 4_000,
  /** Pixels of an image; beyond, decoding it could take gigabytes. */
  imagePixels: 40_000_000,
  /** Bytes of an image loaded on a click. */
  imageBytes: 10 * 1024 * 1024,
} as const
