import type { Timestamp } from '../../db/records.ts'
import type { TaskRecord, WholeTask } from '../../db/tasks/tasks.ts'
import { isoTime } from '../images/image-view.ts'

/** A task as lists show it. */
export function taskSummary(task: TaskRecord): object {
  return {
    id: task.id,
    type: task.type,
    status: task.status,
    owner: task.owner,
    created_at: isoTime(task.created_at),
    updated_at: isoTime(task.updated_at),
    self: `/v2/tasks/${task.id}`,
    schema: '/v2/schemas/task',
    ...(task.expires_at && { expires_at: isoTime(task.expires_at) }),
  }
}

export function taskView(task: WholeTask): object {
  const { image_id, request_id, user_id } = task
  return {
    ...taskSummary(task),
    input: task.input,
    message: task.message ?? '',
    result: task.result,
    ...(image_id && { image_id }),
    ...(request_id && { request_id }),
    ...(user_id && { user_id }),
  }
}

/** As the database has it; clients know it in no other form. */
export function imageTaskView(task: WholeTask): object {
  return {
    ...task,
    expires_at: task.expires_at && rawTime(task.expires_at),
    created_at: rawTime(task.created_at),
    updated_at: rawTime(task.updated_at),
    deleted_at: task.deleted_at && rawTime(task.deleted_at),
  }
}

/** With microseconds, where there are any, and without a zone. */
function rawTime(timestamp: Timestamp): string {
  return timestamp.replace(' ', 'T').replace(/\.0+$/, '')
}
