import { expect, test } from 'vitest'
import { filesystemUnderTest } from '../src/stores/filesystem/under-test.ts'
import { flaws, type SoundDriver } from './store/faulty.ts'
import { withSubject } from './store/subject.ts'
import { storeCases } from './store.ts'

for (const { flaw, guard, spoil } of flaws) {
  test(`a driver that ${flaw} fails the case "${guard}", which a sound one passes`, async () => {
    await withSubject(sound, checkOf(guard))
    await expect(withSubject(spoiled, checkOf(guard))).rejects.toThrow()
  }, 60_000)

  async function spoiled() {
    const subject = await sound()
    const driver = { ...subject.driver, ...spoil(subject.driver as SoundDriver, subject.folder) }
    return { ...subject, driver }
  }
}

test('a driver that takes bad settings fails the case "says which setting is wrong"', async () => {
  await withSubject(sound, checkOf('says which setting is wrong'))
  const careless = async () => {
    const subject = await sound()
    return { ...subject, misconfigured: { ...subject.misconfigured, driver: subject.driver } }
  }
  await expect(withSubject(careless, checkOf('says which setting is wrong'))).rejects.toThrow()
})

async function sound() {
  return { ...(await filesystemUnderTest()), secrets: ['opensesame'] }
}

function checkOf(title: string) {
  const found = storeCases.find(storeCase => storeCase.title === title)
  if (!found) throw new Error(`there is no case "${title}"`)
  return found.check
}
