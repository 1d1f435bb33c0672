/** The thread that folds: a large or hostile room holds up neither sockets nor commits, and can be cut off. */

import { parentPort } from 'node:worker_threads'
import { must } from '@weft/shared/assert.ts'
import { fold, type FoldInput } from './compact.ts'

const port = must(parentPort, 'the port of a worker thread')

port.on('message', (input: FoldInput) => port.postMessage(fold(input)))
