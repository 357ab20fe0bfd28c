// Makes dist/ of the sources: declarations by tsc, and by rolldown one file for each module that is started or imported from
// outside, together with the parts that they share. Reading hundreds of small files would be half of a start.
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const { bin, exports, optionalDependencies, peerDependencies } = JSON.parse(
  readFileSync(`${root}/package.json`, 'utf8'),
)
const threads = ['src/db/sqlite/worker.ts', 'src/stores/hash-worker.ts']
const commands = [...Object.values(bin).map(sourceOf), 'src/bin/start.ts']
const modules = Object.values(exports).flatMap(target =>
  globSync(target['glasspaste-source'] ?? [], { cwd: root, exclude: ['**/*.test.ts'] }),
)
/** Native code, and what has to be the very same module for us and for who imports us. */
const apart = ['better-sqlite3', ...Object.keys({ ...optionalDependencies, ...peerDependencies })]

const { status, error } = spawnSync(`${root}/node_modules/.bin/tsc`, ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
})
if (error) throw error
if (status !== 0) process.exit(status ?? 1)

const bundle = await rolldown({
  cwd: root,
  platform: 'node',
  input: Object.fromEntries(
    [...commands, ...modules, ...threads].map(file => [file.replace(/\.ts$/, ''), file]),
  ),
  external: id => apart.some(name => id === name || id.startsWith(`${name}/`)),
})
const { output } = await bundle.write({
  dir: 'dist',
  chunkFileNames: 'parts/[name]-[hash].js',
  sourcemap: true,
  comments: { legal: true, jsdoc: false },
  // In a folder of its own, by which the log knows its own frames in a stack.
  codeSplitting: { groups: [{ name: 'log/log', test: /\/src\/log\/|\/node_modules\/(pino|sonic-boom)\// }] },
})
await bundle.close()

for (const { type, fileName, code } of output) {
  if (type === 'chunk') writeFileSync(`${root}/dist/${fileName}`, inAscii(code))
}

const made = new Set(output.map(({ fileName }) => fileName))
for (const part of globSync('parts/**/*.js*', { cwd: `${root}/dist` })) {
  if (!made.has(part)) rmSync(`${root}/dist/${part}`)
}

function sourceOf(built) {
  return built.replace(/^dist\//, '').replace(/\.js$/, '.ts')
}

/** V8 keeps the text of each module, and takes two bytes for every character of one that has any beyond Latin-1. */
function inAscii(code) {
  return code.replace(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
