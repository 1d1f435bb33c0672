/** Devices to play, named for what they are; tests change what they are about. */

import type { DeviceAbilities, Processor } from '../device-abilities.ts'

export const processor: Processor = {
  name: 'apple metal-3',
  isSoftware: false,
  halfFloats: true,
  maxBufferSize: 2 ** 32,
  maxStorageBufferBindingSize: 2 ** 32,
  maxComputeWorkgroupStorageSize: 2 ** 15,
  maxStorageBuffersPerShaderStage: 10,
}

export const laptop: DeviceAbilities = {
  gpu: processor,
  deviceMemory: 8,
  freeBytes: 100e9,
  quotaBytes: 120e9,
  isPhone: false,
}

export const phone: DeviceAbilities = { ...laptop, freeBytes: 20e9, quotaBytes: 20e9, isPhone: true }

export const oldLaptop: DeviceAbilities = { ...laptop, gpu: { ...processor, halfFloats: false } }

export const withoutGpu: DeviceAbilities = { ...laptop, gpu: 'none' }

export const softwareOnly: DeviceAbilities = {
  ...laptop,
  gpu: { ...processor, name: 'google swiftshader', isSoftware: true, halfFloats: false },
}
