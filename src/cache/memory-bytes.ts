import type { MemoryBytes } from '../stores/driver.ts'

export function memoryBytes(memory: Uint8Array): MemoryBytes {
  return {
    memory,
    async *[Symbol.asyncIterator]() {
      if (memory.length > 0) yield Uint8Array.from(memory)
    },
  }
}
