#!/usr/bin/env node
import { run } from './run.ts'

await run(
  () => import('../cache/tools/tools.ts'),
  async ({ runPruner }) => {
    process.exitCode = await runPruner(process.argv.slice(2))
  },
)
