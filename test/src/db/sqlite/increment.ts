// A process of its own for processes.test.ts: raises min_ram of an image, in transactions.
import { openDatabase } from '../../../../src/db/open.ts'

const [connection, id = '', times] = process.argv.slice(2)
const database = await openDatabase({ connection })
for (let round = 0; round < Number(times); round++) {
  await database.transaction(async inside => {
    const image = await inside.images.find(id)
    await inside.images.update(id, { min_ram: (image?.min_ram ?? 0) + 1 })
  })
}
await database.close()
