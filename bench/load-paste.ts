// How long a stock paste file takes to load, the imports of its factories apart.
//   node bench/load-paste.ts
import { fileURLToPath } from 'node:url'
import { loadApp } from '../paste/load.ts'
import { plan } from '../paste/plan/plan.ts'
import { glanceAliases } from '../src/aliases.ts'
import { median, printTable } from './support/rounds.ts'

const file = fileURLToPath(new URL('../test/compat/paste/stock/master.ini', import.meta.url))
const standIns = new URL('../test/compat/paste/stand-ins.ts', import.meta.url).href
const options = { name: 'glance-api', flavor: 'keystone+cachemanagement' }

/** The stock file with factories that cost nothing in place of ours, which open services. */
const aliases = Object.fromEntries(
  Object.entries(glanceAliases).map(([name, target]) => {
    if (target.startsWith('glasspaste/paste:')) return [name, target]
    return [name, `${standIns}:${/app|create_resource|API/i.test(name) ? 'v2' : 'cache'}`]
  }),
)

printTable('Loading the stock file of master, keystone+cachemanagement', [
  await measure('plan, nothing imported', () =>
    plan(`config:${file}`, { ...options, aliases: glanceAliases }),
  ),
  await measure('load', () => loadApp(`config:${file}`, { ...options, aliases })),
])

async function measure(what: string, work: () => Promise<unknown>) {
  await work() // imports
  const cpu: number[] = []
  const wall: number[] = []
  for (let round = 0; round < 30; round++) {
    const [cpuBefore, wallBefore] = [process.cpuUsage(), performance.now()]
    await work()
    const { user, system } = process.cpuUsage(cpuBefore)
    cpu.push((user + system) / 1000)
    wall.push(performance.now() - wallBefore)
  }
  return { what, 'CPU ms, median': median(cpu), 'ms, median': median(wall) }
}
