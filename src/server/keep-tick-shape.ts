import { createHook } from 'node:async_hooks'

let kept: object | undefined

/** Keeps process.nextTick fast, which every request calls a dozen times. A full collection makes V8 forget the shape of objects
 * of which none is alive, and from then on Node builds the one behind each tick the slow way: 0.4 µs instead of 0.06
 * (bench/ticks.ts). So one is kept alive. */
export function keepTickShape(): void {
  if (kept) return
  const hook = createHook({
    // Watching promises would make every async function slower, for good.
    trackPromises: false,
    init(_id, type, _trigger, resource) {
      if (type === 'TickObject') kept = resource
    },
  })
  hook.enable()
  process.nextTick(() => {})
  hook.disable()
}
