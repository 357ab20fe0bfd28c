import { defineStoreType } from '../store-type.ts'
import { checkFilesystem } from './check.ts'
import { createFilesystemDriver } from './driver.ts'
import { filesystemOptions } from './options.ts'

export const storeType = defineStoreType({
  name: 'file',
  options: filesystemOptions,
  create: createFilesystemDriver,
  check: checkFilesystem,
})
