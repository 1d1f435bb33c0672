/** All row and device tables of the features, as the database declares them. */

import { deviceTables } from './runs/tables.ts'
import { threadTables } from './threads/tables.ts'
import { workspaceTables } from './workspace/tables.ts'

export const featureTables = { ...threadTables, ...workspaceTables, ...deviceTables }
