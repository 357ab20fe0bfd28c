import { test } from 'vitest'
import type { Engine } from '../../../../src/db/engine.ts'

/** Gives an empty database without tables. The test that asked for it need not close it. */
export type Open = () => Promise<Engine>
export type EngineCases = Readonly<Record<string, (open: Open) => Promise<void>>>

/** Runs the cases on the databases that `open` gives, and closes these. */
export function testEngines(cases: EngineCases, open: Open): void {
  for (const [title, keep] of Object.entries(cases))
    test(title, async ({ onTestFinished }) => {
      const opened: Engine[] = []
      onTestFinished(async () => {
        for (const engine of opened) await engine.db.destroy()
      })
      await keep(async () => {
        const engine = await open()
        opened.push(engine)
        return engine
      })
    })
}
