import { defineStoreType } from '../store-type.ts'
import { createHttpDriver } from './driver.ts'
import { httpStoreOptions } from './options.ts'

export const storeType = defineStoreType({
  name: 'http',
  options: httpStoreOptions,
  create: createHttpDriver,
})
