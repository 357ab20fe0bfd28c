import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** Tests against real servers and clients from Debian's packages. Each file installs and starts what it needs. */
const systems = mergeConfig(
  base,
  defineConfig({
    test: {
      testTimeout: 600_000,
      // Those that install packages wait for each other.
      hookTimeout: 900_000,
      expect: { poll: { timeout: 120_000 } },
      maxWorkers: 2,
    },
  }),
)

export default { ...systems, test: { ...systems.test, include: ['test/systems/**/*.test.ts'], exclude: [] } }
