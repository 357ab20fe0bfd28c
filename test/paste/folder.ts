import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder with these files, for one test. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paste-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

/** Apps and filters that leave their names in `req.trail`. */
export const parts = `
  export const app = (globals, conf) => (req, res) =>
    res.json({ conf, globals: globals.conf, here: globals.here, url: req.url, trail: req.trail ?? [] })
  export const filter = (globals, conf) => (req, res, next) => {
    req.trail = [...(req.trail ?? []), conf.name ?? globals.conf.name]
    return next()
  }
  export const wrap = async (inner, globals, conf) => (req, res, next) => {
    req.trail = [...(req.trail ?? []), conf.name]
    return inner(req, res, next)
  }
  export const composite = async (loader, globals, conf) => loader.app(conf.app)
  export const object = { nested: { app } }
  export const number = 1
  export const nothing = () => undefined
  export const failing = () => { throw new Error('no such luck') }
`
