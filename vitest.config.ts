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
    globalSetup: 'test/support/temporary-folder.ts',
    pool: 'forks',
    execArgv: [`--conditions=${condition}`],
    // They end what hangs; what they allow is for a slow machine with other work.
    testTimeout: 60_000 * Number(process.env.FUZZ_TIMES ?? 1),
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
})
