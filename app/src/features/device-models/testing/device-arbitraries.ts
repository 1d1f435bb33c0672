/** Any device and any model of the catalogue, for properties. */

import fc from 'fast-check'
import { catalogue } from '../catalogue.ts'
import type { DeviceAbilities } from '../device-abilities.ts'

const processors = fc.record({
  name: fc.string(),
  isSoftware: fc.boolean(),
  halfFloats: fc.boolean(),
  maxBufferSize: fc.constantFrom(2 ** 26, 2 ** 28, 2 ** 29, 2 ** 30, 2 ** 32),
  maxStorageBufferBindingSize: fc.constantFrom(2 ** 26, 2 ** 27, 2 ** 29, 2 ** 30),
  maxComputeWorkgroupStorageSize: fc.constantFrom(2 ** 14, 2 ** 15),
  maxStorageBuffersPerShaderStage: fc.constantFrom(8, 10),
})

export const devices: fc.Arbitrary<DeviceAbilities> = fc.record({
  gpu: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom('none' as const, 'no-adapter' as const) },
    { weight: 4, arbitrary: processors },
  ),
  deviceMemory: fc.constantFrom(undefined, 0.5, 1, 2, 4, 8, 16, 32),
  freeBytes: fc.oneof(fc.integer({ min: 0, max: 3e9 }), fc.integer({ min: 0, max: 100e9 })),
  quotaBytes: fc.constant(120e9),
  isPhone: fc.boolean(),
})

export const catalogueModels = fc.constantFrom(...catalogue)
