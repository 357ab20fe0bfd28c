import { defineConfig } from 'vitest/config'

// With this condition `glasspaste/…` means the sources, so that a paste file under test loads the very modules the test imports.
// `import` must not stand beside it: `require` inside dependencies would follow it, too.
const condition = 'glasspaste-source'

export default defineConfig({
  resolve: { conditions: [condition, 'node'] },
  ssr: { resolve: { conditions: [condition, 'node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/systems/**'],
    pool: 'forks',
    execArgv: [`--conditions=${condition}`],
    testTimeout: 20_000 * Number(process.env.FUZZ_TIMES ?? 1),
  },
})
