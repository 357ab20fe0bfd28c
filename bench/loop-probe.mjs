// Loaded into a worker of the service: writes the percentiles of its event-loop delay, in ms, when the process ends.
import cluster from 'node:cluster'
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

if (cluster.isWorker && isMainThread && process.env.LOOP_PROBE) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  process.on('exit', () => {
    const ms = percentile => Number((delay.percentile(percentile) / 1e6).toFixed(1))
    writeFileSync(
      process.env.LOOP_PROBE,
      JSON.stringify({ 'p50 ms': ms(50), 'p99 ms': ms(99), 'max ms': ms(100) }),
    )
  })
}
