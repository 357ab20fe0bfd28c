#!/usr/bin/env node
import { run } from './run.ts'

await run(
  () => import('../manage/glance-manage.ts'),
  async ({ runGlanceManage }) => {
    process.exitCode = await runGlanceManage({ argv: process.argv.slice(2) })
  },
)
