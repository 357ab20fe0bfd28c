import type { MemoryBytes } from '../../stores/driver.ts'

export function memoryBytes(memory: Uint8Array): MemoryBytes {
  return new BytesInMemory(memory)
}

class BytesInMemory implements MemoryBytes {
  readonly memory: Uint8Array

  constructor(memory: Uint8Array) {
    this.memory = memory
  }

  async *[Symbol.asyncIterator]() {
    if (this.memory.length > 0) yield Uint8Array.from(this.memory)
  }
}
