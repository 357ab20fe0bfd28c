#!/usr/bin/env node
import { run } from './run.ts'

await run(
  () => import('../server/embedded.ts'),
  ({ runEmbedded }) => runEmbedded({ folder: 'var', argv: process.argv.slice(2) }),
)
