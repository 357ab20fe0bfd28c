import { createMemoryDriver } from '../../../src/stores/memory.ts'
import { storeContract } from '../../contracts/store.ts'

storeContract('the memory driver', async () => {
  const images = new Map<string, Uint8Array>()
  return {
    driver: createMemoryDriver(images),
    contents: async () => [...images.keys()],
    inMemory: true,
  }
})
