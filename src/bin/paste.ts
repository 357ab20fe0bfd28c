#!/usr/bin/env node
import { parse } from 'node:path'
import { run } from './run.ts'

await run(
  async () => ({
    ...(await import('../../paste/cli/program.ts')),
    ...(await import('../aliases.ts')),
    ...(await import('../package-version.ts')),
  }),
  async ({ runPaste, glanceAliases, packageVersion }) => {
    const interrupted = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())
    const terminal = {
      out: (text: string) => void process.stdout.write(text),
      err: (text: string) => void process.stderr.write(text),
      hasColors: process.stdout.isTTY && process.stdout.hasColors(),
      signal: interrupted.signal,
    }
    const name = parse(process.argv[1] ?? '').name
    const setting = { name, version: packageVersion(), aliases: glanceAliases }
    process.exitCode = await runPaste(process.argv.slice(2), terminal, setting)
  },
)
