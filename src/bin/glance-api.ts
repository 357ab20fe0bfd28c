#!/usr/bin/env node
import { run } from './run.ts'

await run(
  () => import('../server/glance-api.ts'),
  ({ runGlanceApi }) => runGlanceApi({ argv: process.argv.slice(2) }),
)
