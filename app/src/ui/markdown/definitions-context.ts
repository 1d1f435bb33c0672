/** The links and footnotes that one model text defines, so that they need not pass through every element between. */

import { createContext } from 'react'
import { noDefinitions } from './parse-inline.ts'
import type { Definitions } from './parser.ts'

export const DefinitionsContext = createContext<Definitions>(noDefinitions)
