// Compiles the sources into dist/, then packs the libraries of src/vendor/ into one file each: see its README.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const { status, error } = spawnSync(`${root}/node_modules/.bin/tsc`, ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
})
if (error) throw error
if (status !== 0) process.exit(status ?? 1)

for (const file of readdirSync(`${root}/src/vendor`).filter(name => name.endsWith('.ts'))) {
  const bundle = await rolldown({ cwd: root, input: `src/vendor/${file}`, platform: 'node' })
  await bundle.write({
    file: `dist/src/vendor/${file.replace(/ts$/, 'js')}`,
    minify: true,
    comments: { legal: true },
  })
  await bundle.close()
}
