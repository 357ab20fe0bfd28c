#!/usr/bin/env node
import { run } from './run.ts'

await run(
  () => import('../cache/tools/tools.ts'),
  async ({ runPrefetcher }) => {
    process.exitCode = await runPrefetcher(process.argv.slice(2))
  },
)
