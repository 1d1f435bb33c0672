/** What stands beside the conversations and is only offered: keys, instructions, prompts. */

import type { ImportEvent } from '../../transfer/imported-thread.ts'
import type { Fields } from '../fields.ts'

export const readBeside = (_beside: Fields): readonly ImportEvent[] => []
