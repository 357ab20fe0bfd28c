#!/usr/bin/env node
import { run } from './run.ts'

await run(
  async () => ({
    ...(await import('../cache/manage/glance-cache-manage.ts')),
    ...(await import('node:readline/promises')),
  }),
  async ({ runGlanceCacheManage, createInterface }) => {
    process.exitCode = await runGlanceCacheManage({
      argv: process.argv.slice(2),
      env: process.env,
      stdout: text => void process.stdout.write(text),
      stderr: text => void process.stderr.write(text),
      async ask(question) {
        const terminal = createInterface({ input: process.stdin, output: process.stdout })
        const answer = await terminal.question(question)
        terminal.close()
        return answer
      },
    })
  },
)
