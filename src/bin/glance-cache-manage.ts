#!/usr/bin/env node
import { run } from './run.ts'

await run(
  async () => ({
    ...(await import('../cache/manage/glance-cache-manage.ts')),
    ...(await import('../cache/manage/ask.ts')),
  }),
  async ({ runGlanceCacheManage, askOn }) => {
    process.exitCode = await runGlanceCacheManage({
      argv: process.argv.slice(2),
      env: process.env,
      stdout: text => void process.stdout.write(text),
      stderr: text => void process.stderr.write(text),
      ask: askOn(process.stdin, process.stdout),
    })
  },
)
