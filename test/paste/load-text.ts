import { expect } from 'vitest'
import type { PasteError } from '../../paste/errors.ts'
import { type LoadOptions, loadApp } from '../../paste/load.ts'
import { send } from '../../paste/testing.ts'
import type { App } from '../../paste/types.ts'
import { folderWith } from '../support/folder.ts'
import { parts } from './parts.ts'

export const sections = `
[app:one]
paste.app_factory = ./parts.js:app
name = one
[filter:a]
paste.filter_factory = ./parts.js:filter
name = a
[filter:b]
paste.filter_app_factory = ./parts.js:wrap
name = b
`

/** Loads a text, which may use the app `one` and the filters `a` and `b`. */
export async function load(
  text: string,
  options: LoadOptions = {},
  files: Readonly<Record<string, string>> = {},
) {
  const folder = await folderWith({ 'app.ini': text + sections, 'parts.js': parts, ...files })
  return loadApp('config:app.ini', { relativeTo: folder, ...options })
}

interface Answer {
  readonly conf: Readonly<Record<string, string>>
  readonly globals: Readonly<Record<string, string>>
  readonly here: string
  readonly url: string
  readonly trail: readonly unknown[]
}

export async function answerOf(app: App, path = '/'): Promise<Answer> {
  return (await (await send(app, path)).json()) as Answer
}

export async function faultOf(text: string, options: LoadOptions = {}): Promise<PasteError> {
  const loaded = await load(text, options).catch((error: unknown) => error)
  expect(loaded).toHaveProperty('code')
  return loaded as PasteError
}
