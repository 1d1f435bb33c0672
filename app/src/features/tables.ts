/** All row and device tables of the features, as the database declares them. */

import type { FeatureTables } from '../core/database.ts'
import { deviceModelTables } from './device-models/tables.ts'
import { deviceTables } from './runs/tables.ts'
import { vectorTables } from './semantic-search/tables.ts'
import { threadTables } from './threads/tables.ts'
import { workspaceTables } from './workspace/tables.ts'

export const featureTables: FeatureTables = {
  first: { ...threadTables, ...workspaceTables, ...deviceTables },
  third: { ...deviceModelTables, ...vectorTables },
}
