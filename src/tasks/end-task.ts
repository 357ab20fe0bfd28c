import { formatTimestamp } from '../db/clock.ts'
import type { TaskChange } from '../db/tasks/tasks.ts'
import type { ImageService } from '../service.ts'
import { taskOptions } from './options.ts'

/** Success or failure, told of for `task_time_to_live` hours. A task that has ended stays as it is. */
export async function endTask(
  { config, db }: ImageService,
  id: string,
  outcome: { readonly status: 'success' | 'failure' } & Pick<TaskChange, 'result' | 'message'>,
): Promise<void> {
  const { task_time_to_live: hours } = config.read(taskOptions)
  const expires_at = formatTimestamp((Date.now() + hours * 3_600_000) * 1000)
  await db.tasks.update(id, { ...outcome, expires_at }, ['pending', 'processing'])
}
