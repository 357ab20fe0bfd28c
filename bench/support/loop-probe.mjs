// Loaded into a worker of the service: writes the percentiles of its event-loop delay, in ms, when the process ends.
import cluster from 'node:cluster'
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

if (cluster.isWorker && isMainThread && process.env.LOOP_PROBE) {
  const resolution = 5
  const delay = monitorEventLoopDelay({ resolution })
  delay.enable()
  process.on('exit', () => {
    // What is recorded is the time between two looks, the pause between them included.
    const ms = percentile => Number((delay.percentile(percentile) / 1e6 - resolution).toFixed(1))
    writeFileSync(
      process.env.LOOP_PROBE,
      JSON.stringify({ 'p50 ms': ms(50), 'p99 ms': ms(99), 'max ms': ms(100) }),
    )
  })
}
