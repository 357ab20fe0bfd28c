#!/usr/bin/env node
import { run } from './run.ts'

await run(
  () => import('../cache/tools/tools.ts'),
  async ({ runCleaner }) => {
    process.exitCode = await runCleaner(process.argv.slice(2))
  },
)
