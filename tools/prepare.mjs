// Puts a clone in working order and costs nothing when it already is: installs what package-lock.json
// names, and with --build builds dist/ from the sources. Runs on any Node, so that it can bring the right one.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = [
  'paste',
  'filters',
  'src',
  'test/contracts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tools/build.mjs',
]

once('node_modules/.prepared', stampOf(['package-lock.json', 'tools/runtime/package.json']), () => {
  say('installing dependencies')
  // Not `npm ci`: it refuses a lock file whose optional packages for other platforms a registry does not carry.
  npm('install', '--no-save', '--loglevel=error')
})

if (process.argv.includes('--build')) {
  once('dist/.prepared', stampOf(sources), () => {
    say('compiling')
    // On the Node that was just installed, which npm finds first.
    npm('run', '--silent', 'build')
  })
}

/** Does the work unless the stamp in `file` says that it was done for these very inputs. */
function once(file, stamp, work) {
  const path = join(root, file)
  if (existsSync(path) && readFileSync(path, 'utf8') === stamp) return
  work()
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, stamp)
}

function stampOf(names) {
  const hash = createHash('sha256').update(process.platform + process.arch)
  for (const file of names.flatMap(filesUnder)) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function filesUnder(name) {
  const path = join(root, name)
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [name]
  return readdirSync(path)
    .sort()
    .flatMap(child => filesUnder(join(name, child)))
}

function npm(...args) {
  const cli = process.env.npm_execpath
  return cli ? run(process.execPath, cli, ...args) : run('npm', ...args)
}

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

function say(what) {
  process.stderr.write(`glasspaste: ${what} ...\n`)
}
