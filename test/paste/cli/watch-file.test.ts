import { rename, writeFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { watchFile } from '../../../paste/cli/watch-file.ts'
import { folderWith } from '../../support/folder.ts'

/** Settles when the watched file, or one beside it, is said to have changed. */
function changeOf(folder: string): Promise<void> {
  return new Promise(resolve => {
    const watcher = watchFile(`config:${folder}/app.ini`, resolve)
    onTestFinished(() => watcher?.close())
  })
}

test('a file that is written anew has changed', async () => {
  const folder = await folderWith({ 'app.ini': 'a' })
  const change = changeOf(folder)
  await writeFile(`${folder}/app.ini`, 'b')
  await change
})

test('a file that is replaced has changed', async () => {
  const folder = await folderWith({ 'app.ini': 'a', 'app.ini.new': 'b' })
  const change = changeOf(folder)
  await rename(`${folder}/app.ini.new`, `${folder}/app.ini`)
  await change
})

test('a file that it may use has changed', async () => {
  const folder = await folderWith({ 'app.ini': 'a' })
  const change = changeOf(folder)
  await writeFile(`${folder}/other.ini`, 'b')
  await change
})

test('a package is not watched', () => {
  expect(watchFile('egg:package', () => {})).toBeUndefined()
})
