import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { leaveMark } from '../../../../src/cache/fill/fill-marks.ts'
import { cacheFolder } from '../../../../src/cache/folder.ts'
import { createNeighbourFills } from '../../../../src/cache/read/neighbour-fills.ts'
import { newImage, temporaryFolder } from '../cache-under-test.ts'

test('a fill is found also where its process stands still when it has just begun', async () => {
  const folder = cacheFolder(await temporaryFolder())
  await folder.prepare()
  const image = newImage()
  const mark = await leaveMark(folder.folderOf('incomplete'), image.id)
  const file = await open(folder.path('incomplete', image.id), 'wx+')
  onTestFinished(async () => {
    await file.close()
    await mark.end({ stays: false })
  })

  const finding = createNeighbourFills(folder).find(image)
  await sleep(500)
  await mark.bind(file)
  const fill = await finding
  expect(fill?.filled).toBe(0)
  await fill?.borrowFile()?.release()
})
