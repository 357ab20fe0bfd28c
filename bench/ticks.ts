// What process.nextTick costs once V8 has forgotten the shape of its objects, and with one of them kept alive (src/server/keep-tick-shape.ts).
//   node bench/ticks.ts [--kept]
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { keepTickShape } from '../src/server/keep-tick-shape.ts'
import { printTable } from './support/rounds.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function afterCollections(): Promise<number> {
  for (let collections = 0; collections < 3; collections++) {
    await sleep(20)
    collect()
  }
  await ticks(1_000_000)
  return ticks(1_000_000)
}

/** Nanoseconds for each. */
function ticks(count: number): Promise<number> {
  const began = performance.now()
  let left = count
  return new Promise(resolve => {
    const go = () => {
      if (left-- > 0) process.nextTick(go)
      else resolve(((performance.now() - began) * 1e6) / count)
    }
    go()
  })
}

await ticks(1_000_000)
const fresh = await ticks(1_000_000)
const isKept = process.argv.includes('--kept')
if (isKept) keepTickShape()
const later = await afterCollections()
printTable('process.nextTick', [
  { shape: isKept ? 'kept' : 'forgotten', 'ns before': fresh, 'ns after': later, ratio: later / fresh },
])
